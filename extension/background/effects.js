// Carries effects out: first what a person is to see, then what is only written down. Decides nothing: who is told, where it is shown and
// what is written follow from the effect alone.
import { badge } from './badge.js';
import { api } from './browser.js';
import * as history from './history.js';
import * as ledger from './ledger.js';
import * as outbox from './outbox.js';
import '../ui/words.js';
import { kept } from './sessions.js';

/** @typedef {import('./sessions.js').Effect} Effect */

/**
 * What is seen in the meeting.
 * @param {number} tab
 * @param {number} frame the frame that asked: what is for it is returned, and goes out as the answer
 * @param {Effect[]} effects
 */
export async function show(tab, frame, effects) {
  /** @type {Effect[]} */
  const mine = [];
  for (const effect of effects) {
    switch (effect.effect) {
      case 'watch':
      case 'judged':
        if (effect.frame === frame) mine.push(effect);
        else tell(tab, effect.frame ?? 0, effect);
        break;
      case 'warn':
      case 'unwarn': {
        const shownIn = await speaker(tab);
        if (frame === shownIn) mine.push(effect);
        else tell(tab, shownIn, effect);
        break;
      }
      case 'gate':
      case 'shield':
        tell(tab, undefined, effect);
        break;
    }
  }
  return mine;
}

/**
 * All else: each of these is a way to the browser and back, which a warning would have to wait for.
 * @param {number} tab
 * @param {Effect[]} effects
 */
export function note(tab, effects) {
  for (const effect of effects) {
    switch (effect.effect) {
      case 'badge':
        void badge(tab, effect.badge);
        break;
      case 'warn':
        notify(tab, effect.warning);
        break;
      case 'finding':
        history.write(effect.finding);
        void outbox.put(effect.finding);
        break;
      case 'ledger':
        ledger.append(effect.entry);
        break;
    }
  }
}

/** The frame that shows warnings: the page itself, or where that is not ours to see, the first frame of it that is. @param {number} tab */
async function speaker(tab) {
  const { frames } = await kept(tab);
  return frames.length > 0 ? Math.min(...frames) : 0;
}

/** A frame may be gone by now: that is no error. @param {number} tab @param {number | undefined} frameId @param {Effect} effect */
function tell(tab, frameId, effect) {
  const options = frameId === undefined ? {} : { frameId };
  api.tabs.sendMessage(tab, { effects: [effect] }, options).catch(() => {});
}

/** What was said of each finding, by banner or notification: only what is new is worth another. @type {Set<string>} */
const said = new Set();
const MAX_SAID = 1000;

/** Only for a meeting that is not being looked at: else the banner is enough. @param {number} tab @param {any} warning */
async function notify(tab, warning) {
  const news = JSON.stringify([warning.uid, warning.title, warning.args?.since]);
  if (said.has(news)) return;
  if (said.size >= MAX_SAID) said.clear();
  said.add(news);
  const { active, windowId } = await api.tabs.get(tab).catch(() => ({ active: true, windowId: undefined }));
  const focused = windowId !== undefined && (await api.windows.get(windowId).catch(() => ({ focused: true }))).focused;
  if (active && focused) return;
  await api.notifications.create(warning.uid, {
    type: 'basic',
    iconUrl: api.runtime.getURL('icons/128.png'),
    title: TallylightWords.say(warning.title, warning.args),
    message: TallylightWords.say(warning.advice, warning.args),
  });
}
