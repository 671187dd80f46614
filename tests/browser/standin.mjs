// The stand-in meeting as tests and demo play it: its acts in order, and what each must lead to. The page knows nothing of this.
import { fileURLToPath } from 'node:url';
import { folder, until } from './harness/index.mjs';

/**
 * @typedef {import('./harness/rig.mjs').Rig} Rig
 * @typedef {import('./harness/rig.mjs').Tab} Tab
 * @typedef {import('./harness/rig.mjs').Finding} Finding
 *
 * @typedef {object} Expected
 * @property {string} title what a person is told, in our words
 * @property {string} act after which it must be there
 * @property {string[]} marks of the page: from the latest of them the time to the screen is counted
 * @property {(finding: Finding) => boolean} fits
 */

const site = folder(fileURLToPath(new URL('../standin', import.meta.url)));

/** Where the stand-in may stand, by client. */
export const ADDRESSES = { zoom: 'https://app.zoom.us/wc/83920174655/join', jitsi: 'https://meet.jit.si/ReleaseReview' };

/** @type {import('./harness/server.mjs').Sites} */
export const SITES = {
  'app.zoom.us': async (request) => (await api(request)) ?? site(request),
  'meet.jit.si': async (request) => (await api(request)) ?? site(request),
};

/** The meeting's own service. @param {import('./harness/server.mjs').Logged} request */
const api = ({ path }) => (path.startsWith('/api/') || path.startsWith('/telemetry/') ? { type: 'application/json', body: '{"ok":true}' } : undefined);

/** @type {Expected[]} */
export const EXPECTED = [
  {
    title: 'it was being recorded when you joined',
    act: 'late-join',
    marks: ['recording'],
    fits: ({ detector, what, state, evidence }) => detector === 'recording' && what === 'recording' && state !== 'ended' && evidence['on_when_joined'] === true,
  },
  {
    title: 'a path in the chat would hand over your Windows password hash',
    act: 'chat-unc',
    marks: ['chat-unc'],
    fits: ({ detector, evidence }) => detector === 'link' && JSON.stringify(evidence).includes('files.evil-share.example'),
  },
  {
    title: 'a link in the chat opens a file from a stranger’s server',
    act: 'chat-file',
    marks: ['chat-file'],
    fits: ({ detector, evidence }) => detector === 'link' && JSON.stringify(evidence).includes('nas.evil-share.example'),
  },
  {
    title: 'a link in the chat starts a search on a stranger’s server',
    act: 'chat-search',
    marks: ['chat-search'],
    fits: ({ detector, evidence }) => detector === 'link' && JSON.stringify(evidence).includes('dav.evil-share.example'),
  },
  {
    title: 'a social network was told about your device',
    act: 'facebook',
    marks: ['facebook-sent'],
    fits: ({ detector, who, severity }) => detector === 'third_party' && /facebook/i.test(who) && severity === 'high',
  },
  {
    title: 'the meeting reports whether you are looking',
    act: 'attention',
    marks: ['told-focused', 'told-away'],
    fits: ({ detector, verdict }) => detector === 'attention' && verdict === 'reports',
  },
];

/** How often the person looks away and back. */
const FLIPS = 3;
/** The shortest look: nobody switches tabs faster, a driver on a quick machine does. In ms, by the page's clock. */
const GLANCE = 300;

/**
 * Acts in the order of the play. Most are the page's own; looking away needs the browser.
 * @type {{ name: string, play: (rig: Rig, tab: Tab) => Promise<void> }[]}
 */
export const ACTS = [
  ...['late-join', 'agree', 'chat-innocent', 'chat-unc', 'chat-file', 'chat-search', 'pause', 'resume', 'first-party', 'facebook', 'attention-innocent'].map(own),
  {
    name: 'attention',
    async play(rig, tab) {
      await own('attention').play(rig, tab);
      for (let i = 0; i < FLIPS; i += 1) {
        for (const [look, mark] of /** @type {const} */ ([[() => rig.lookAway(), 'told-away'], [tab.lookBack, 'told-focused']])) {
          const told = async () => (await times(tab))[mark]?.length ?? 0;
          const before = await told();
          const since = await now(tab);
          await until('a person would look elsewhere', async () => (await now(tab)) - since >= GLANCE);
          await look();
          await until(`the page has ${mark}`, async () => (await told()) > before);
        }
      }
    },
  },
];

/** @param {string} name */
function own(name) {
  return { name, play: (/** @type {Rig} */ _rig, /** @type {Tab} */ { page }) => page.evaluate((act) => standin.play(act), name) };
}

/** Opens the meeting at its door. @param {Rig} rig @param {keyof typeof ADDRESSES} [client] @returns {Promise<Tab>} */
export async function enter(rig, client = 'zoom') {
  const tab = await rig.open(ADDRESSES[client]);
  await until('the stand-in is ready', () => tab.page.evaluate(() => 'standin' in globalThis));
  return tab;
}

/** @param {Rig} rig @param {Tab} tab @param {string} name */
export async function play(rig, tab, name) {
  const act = ACTS.find((act) => act.name === name);
  if (!act) throw new Error(`no such act: ${name}`);
  await act.play(rig, tab);
}

/** When what happened, by the page's clock. @param {Tab} tab @returns {Promise<Record<string, number[]>>} */
export const times = ({ page }) => page.evaluate(() => standin.times);

/** The page's clock. @param {Tab} tab @returns {Promise<number>} */
const now = ({ page }) => page.evaluate(() => performance.now());

/**
 * From the page's event to the warning on the screen.
 * @param {Record<string, number[]>} times
 * @param {string[]} marks
 * @param {number} painted
 */
export const milliseconds = (times, marks, painted) => painted - Math.max(...marks.flatMap((mark) => times[mark] ?? []).filter((time) => time <= painted));

/** Findings that nobody expected: each is a false alarm. @param {Finding[]} findings */
export const unexpected = (findings) =>
  findings.filter((finding) => !QUIET.has(finding.severity) && !EXPECTED.some(({ fits }) => fits(finding)) && !PARTS.some((fits) => fits(finding)));

/** Severities that are listed and not said. */
const QUIET = new Set(['info', 'low']);

/** Earlier states of what is expected: the consent before the recording is seen, the report while it is only likely. @type {((finding: Finding) => boolean)[]} */
const PARTS = [
  ({ detector, what }) => detector === 'recording' && what === 'recording',
  ({ detector, verdict }) => detector === 'attention' && verdict === 'may',
];
