// The background: host of the engine. Turns what the browser and the probes say into events, one tab's after another's, and carries the
// core's effects out. It decides nothing. Every listener is registered here, synchronously, before the first await: a worker that was
// killed is woken by the very event that it must not miss.
import { api } from './browser.js';
import { tidy } from './block.js';
import * as history from './history.js';
import * as hosts from './hosts.js';
import * as outbox from './outbox.js';
import { answer } from './pages.js';
import * as pulse from './pulse.js';
import * as sessions from './sessions.js';
import * as settings from './settings.js';
import { blocking, happened, take } from './take.js';
import * as view from './view.js';

const TICK = 'tick';
let ticking = false;

api.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== api.runtime.id) return false;
  const work = message?.ask === 'events' ? events(message, sender) : answer(message, sender);
  work.then(respond, (error) => {
    console.error('tallylight:', error);
    respond({ error: String(error) });
  });
  return true;
});

api.tabs.onRemoved.addListener((tab) => sessions.close(tab));

// Without the permission to read addresses, leaving a meeting's site shows in this alone: another document is there, and no probe in it.
api.tabs.onUpdated.addListener(async (tab, { status }) => {
  if (status !== 'complete' || !(await sessions.open()).includes(tab)) return;
  const before = await sessions.kept(tab);
  // A probe that was heard from meanwhile is there, however its document answered.
  if (!(await pulse.anybody(tab)) && (await sessions.kept(tab)) === before) await sessions.close(tab);
});

api.alarms.onAlarm.addListener(async ({ name }) => {
  if (name !== TICK) return;
  const open = await sessions.open();
  if (open.length === 0) {
    ticking = false;
    await api.alarms.clear(TICK);
  }
  for (const tab of open) {
    for (const { frame, event } of await pulse.feel(tab)) await happened(tab, frame, [event]);
    await happened(tab, 0, [{ t: Date.now(), event: 'tick' }]);
    await blocking(tab);
  }
});

settings.onChange(async () => {
  void history.tidy();
  void outbox.flush();
  for (const tab of await sessions.open()) await happened(tab, 0, [{ t: Date.now(), event: 'settings' }]);
});

hosts.follow();
view.follow((tab, seen) => happened(tab, 0, seen));
api.alarms.onAlarm.addListener(outbox.onAlarm);

// What may be blocked changes with it.
const granted = async () => {
  for (const tab of await sessions.open()) await blocking(tab);
};
api.permissions.onAdded.addListener(granted);
api.permissions.onRemoved.addListener(granted);

/** First start: the page that says what this is. Updates are silent. */
api.runtime.onInstalled.addListener(({ reason }) => settings.firstRun(reason));
// A browser's second start wakes nobody without this.
api.runtime.onStartup.addListener(() => {
  void history.tidy();
  void outbox.flush();
});

void tidy(sessions.open);

/**
 * A probe's batch. Its address is what the browser says of the sender, not what the message says.
 * @param {import('./sessions.js').Batch} message
 * @param {chrome.runtime.MessageSender} sender
 */
async function events(message, sender) {
  const tab = sender.tab?.id;
  if (tab === undefined || !Array.isArray(message.events)) return { effects: [] };
  // A page that took its renderer over may speak as a probe; for the person it may not speak.
  const theirs = message.events.filter(({ event, world }) => event === 'page' || (event === 'seen' && world !== 'browser'));
  const list = theirs.map((event) => (event.event === 'page' ? { ...event, url: sender.url ?? event.url } : event));
  // Once in a worker's life: an alarm outlives the worker, and each call is a way to the browser and back.
  if (!ticking) api.alarms.create(TICK, { periodInMinutes: 0.5 });
  ticking = true;
  return { effects: await take(tab, sender.frameId ?? 0, { ...message, events: list }) };
}
