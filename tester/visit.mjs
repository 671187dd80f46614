// One address, audited: a browser of its own with the extension in it, the steps that were asked for, looking away and back, and every finding as it
// is raised. Whatever the page or the browser does, it comes to an end and says what went wrong. Not here: what is written (report.mjs).
import { start, until } from '../tests/browser/harness/index.mjs';
import { extensionFor } from './extension.mjs';
import { schedule } from './flips.mjs';
import { sorry, within } from './within.mjs';
import * as workers from './workers.mjs';

/** How often the findings are asked for; how long the page or the browser may take for what should be immediate. In ms. */
const [EVERY, PATIENCE] = [250, 5000];
/** So many pages within so many ms: it navigates for ever. */
const [TOO_MANY, TOO_SOON] = [12, 10_000];

/**
 * @typedef {import('../tests/browser/harness/rig.mjs').Finding} Finding
 * @typedef {import('../tests/browser/harness/rig.mjs').Rig} Rig
 * @typedef {import('puppeteer-core').Page} Page
 * @typedef {{ t: number, away: boolean, visible?: boolean, focused?: boolean }} Flip as it was done, and what the page's own document then said
 *
 * @typedef {object} Visit
 * @property {Finding[]} findings
 * @property {string} trace what the extension recorded, one event a line
 * @property {{ t: number }[]} workers what workers sent, as events: to be judged, not to be kept
 * @property {Flip[]} flips
 * @property {number[]} controls
 * @property {string[]} errors why it is not, or not wholly, audited
 * @property {string[]} notes worth knowing
 * @property {string} browser
 *
 * @typedef {object} Teller
 * @property {(doing: string, left?: number) => void} doing
 * @property {(finding: Finding) => void} found
 * @property {(finding: Finding, n: number) => string} picture where its picture goes
 */

/** @param {string} url @param {import('./options.mjs').Options} options @param {Teller} tell @param {AbortSignal} stop @returns {Promise<Visit>} */
export async function visit(url, options, tell, stop) {
  /** @type {Visit} */
  const seen = { findings: [], trace: '', workers: [], flips: [], controls: [], errors: [], notes: [], browser: options.browser };
  const { browser, maps, headed, locale } = options;
  tell.doing(`starting ${browser}`);
  const extension = await extensionFor(browser, url);
  /** @type {Rig | undefined} */
  let rig;
  try {
    rig = await start({ browser, maps, headed, locale, extension: extension.folder, keepTimers: !options.throttle });
    seen.browser = rig.version;
    const audit = new Audit(url, options, tell, stop, rig, seen);
    await audit.run();
  } catch (error) {
    seen.errors.push(rig?.browser.connected === false ? 'the browser crashed or was closed' : sorry(error));
  } finally {
    tell.doing('closing the browser');
    await within(2 * PATIENCE, 'the browser did not close', rig?.close()).catch(() => rig?.browser.process()?.kill('SIGKILL'));
    await extension.remove();
  }
  return seen;
}

class Audit {
  /** Why it is over before its time. @type {string | undefined} */
  #over;
  /** @type {(why: string) => void} */
  #end = () => {};
  /** Comes to why it is over. @type {Promise<string>} */
  #ended = new Promise((resolve) => {
    this.#end = (why) => resolve((this.#over ??= why));
  });
  /** When the page's own document was last replaced. @type {number[]} */
  #navigated = [];
  /** Raised while the page was not in front: a picture of it would be of another. @type {Finding[]} */
  #unpictured = [];
  #pictures = 0;
  #dialogs = 0;
  #inFront = true;

  /** @param {string} url @param {import('./options.mjs').Options} options @param {Teller} tell @param {AbortSignal} stop @param {Rig} rig @param {Visit} seen */
  constructor(url, options, tell, stop, rig, seen) {
    this.url = url;
    this.options = options;
    this.tell = tell;
    this.stop = stop;
    this.rig = rig;
    this.seen = seen;
  }

  async run() {
    const { rig, options } = this;
    if (options.policy) await this.#ask({ ask: 'try', policy: options.policy });
    // The extension's own recorder, as a person starts it for a bug report.
    await this.#ask({ ask: 'trace_start' });
    // Made first: a tab that is made later comes to the front, which is a flip.
    const elsewhere = await rig.browser.newPage();
    const page = await rig.browser.newPage();
    this.#follow(page);
    await page.bringToFront();
    if (await this.#load(page)) {
      await this.#steps(page);
      await this.#watch(page, elsewhere);
    }
    if (rig.browser.connected) await this.#look(page).catch((error) => this.seen.errors.push(`the findings could not be read: ${sorry(error)}`));
    if (rig.browser.connected) await this.#record().catch((error) => this.seen.errors.push(`the trace could not be read: ${sorry(error)}`));
    if (this.#over) this.seen.errors.push(this.#over);
    if (this.#dialogs > 0) this.seen.notes.push(`${this.#dialogs} dialogs of the page were put away`);
  }

  /** Asks the extension, as its own pages do. @param {object} question */
  #ask(question) {
    const asked = this.rig.atDesk((/** @type {object} */ question) => chrome.runtime.sendMessage(question), question);
    return within(PATIENCE, 'the extension does not answer', asked);
  }

  async #record() {
    await this.#ask({ ask: 'trace_stop' });
    this.seen.trace = await this.#ask({ ask: 'trace' });
    const dropped = await this.#ask({ ask: 'trace_dropped' });
    if (dropped > 0) this.seen.notes.push(`the trace is full: ${dropped} events are not in it`);
    // What came in between is in both.
    this.seen.findings = await within(PATIENCE, 'the extension does not answer', this.rig.findings());
  }

  /** @param {Page} page */
  #follow(page) {
    const { rig } = this;
    const end = this.#end;
    workers.follow(page, this.seen.workers);
    const stopped = () => end('stopped');
    this.stop.addEventListener('abort', stopped);
    rig.browser.once('disconnected', () => this.stop.removeEventListener('abort', stopped));
    page.on('dialog', (dialog) => {
      this.#dialogs += 1;
      // Leaving is let be; anything else gets no answer.
      const done = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss();
      done.catch(() => {});
    });
    page.once('close', () => end('the page closed its own tab'));
    page.on('error', () => end('the page crashed'));
    rig.browser.once('disconnected', () => end('the browser crashed or was closed'));
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      this.#navigated.push(Date.now());
      const [first = 0] = this.#navigated.slice(-TOO_MANY);
      if (this.#navigated.length >= TOO_MANY && Date.now() - first < TOO_SOON) end(`the page navigates for ever (${TOO_MANY} times in ${((Date.now() - first) / 1000).toFixed(1)} s)`);
    });
  }

  /** Whether there is a page to watch. @param {Page} page */
  async #load(page) {
    const { url, options, tell, rig, seen } = this;
    const { timeout } = options;
    const end = Date.now() + timeout;
    tell.doing(`loading ${url}`);
    try {
      const response = await this.#unlessOver(page.goto(url, { waitUntil: 'domcontentloaded', timeout }));
      const status = response?.status() ?? 200;
      if (status >= 400) throw new Error(`the server answered ${status}`);
    } catch (error) {
      if (this.#over) return false;
      const reason = sorry(error);
      const late = /timeout/i.test(reason);
      seen.errors.push(late ? `did not load within ${timeout / 1000} s` : `cannot be opened: ${reason.replace(/ at https?:.*/, '')}`);
      return false;
    }
    const loaded = () => page.evaluate(() => document.readyState === 'complete').catch(() => false);
    await until('load', async () => this.#over || (await within(PATIENCE, 'busy', loaded())), Math.max(1, end - Date.now())).catch(() =>
      seen.notes.push(`part of it was still loading after ${timeout / 1000} s`),
    );
    const known = async () => this.#over || Object.keys(await rig.sessions()).some((key) => key.startsWith('tab:'));
    await until('the extension sees the page', known, PATIENCE).catch(() => seen.errors.push(`the extension does not see this page: it is at ${new URL(page.url()).origin}`));
    return !this.#over;
  }

  /** A promise, unless the page or the browser ends first. @template T @param {Promise<T>} promise @returns {Promise<T>} */
  async #unlessOver(promise) {
    return Promise.race([promise, this.#ended.then((why) => Promise.reject(new Error(why)))]);
  }

  /** @param {Page} page */
  async #steps(page) {
    const { options, tell, seen } = this;
    for (const [i, source] of options.steps.entries()) {
      tell.doing(`running --eval ${i + 1} of ${options.steps.length}`);
      const ran = within(options.timeout, `not done within ${options.timeout / 1000} s`, page.evaluate(source));
      await this.#unlessOver(ran).catch((error) => {
        // What it set going may well be a navigation: then it ends with its document.
        if (!this.#over && !/context was destroyed|navigat/i.test(sorry(error))) seen.errors.push(`--eval ${i + 1}: ${sorry(error)}`);
      });
    }
  }

  /** @param {Page} page @param {Page} elsewhere */
  async #watch(page, elsewhere) {
    const { options, tell, seen } = this;
    const { flips, controls } = schedule(options.flips, options.seed, options.watch);
    const begun = Date.now();
    seen.controls = controls.map((at) => begun + at);
    const end = begun + options.watch;
    while (Date.now() < end && !this.#over) {
      const next = flips[seen.flips.length];
      if (next && Date.now() >= begun + next.at) await this.#flip(page, elsewhere, next.away);
      await this.#look(page);
      tell.doing(`watching${flips.length > 0 ? `, flip ${seen.flips.length} of ${flips.length}` : ''}`, end - Date.now());
      const due = flips[seen.flips.length];
      const pause = Math.min(EVERY, end - Date.now(), due ? begun + due.at - Date.now() : EVERY);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, pause)));
    }
    const idle = seen.flips.filter(({ away, visible }) => visible !== undefined && visible === away).length;
    // One that hangs was not watched: its probes hang with it.
    if (!this.#over) await within(PATIENCE, 'the page hangs: it does not answer', page.evaluate(() => true)).catch((error) => !this.#over && seen.errors.push(sorry(error)));
    const unknown = seen.flips.filter(({ visible }) => visible === undefined).length;
    if (unknown > 0 && !this.#over) seen.errors.push(`${unknown} of ${seen.flips.length} flips cannot be vouched for: the page does not answer`);
    if (idle > 0) seen.errors.push(`${idle} of ${seen.flips.length} flips had no effect: the page stayed as it was`);
  }

  /** Another tab comes to the front, or the page's own does: what a person does. @param {Page} page @param {Page} elsewhere @param {boolean} away */
  async #flip(page, elsewhere, away) {
    this.#inFront = !away;
    /** @type {Flip} */
    const flip = { t: Date.now(), away };
    this.seen.flips.push(flip);
    await within(PATIENCE, 'the browser does not answer', (away ? elsewhere : page).bringToFront()).catch(() => {});
    const state = page.evaluate(() => ({ visible: document.visibilityState === 'visible', focused: document.hasFocus() }));
    Object.assign(flip, await within(PATIENCE, 'the page does not answer', state).catch(() => ({})));
  }

  /** Asks what is new, and takes a picture of each finding as it is raised. @param {Page} page */
  async #look(page) {
    const { rig, seen, tell } = this;
    const findings = await within(PATIENCE, 'the extension does not answer', rig.findings());
    for (const finding of findings.slice(seen.findings.length)) {
      if (finding.state !== 'raised') continue;
      tell.found(finding);
      this.#unpictured.push(finding);
    }
    seen.findings = findings;
    while (this.#inFront && !this.#over && this.#unpictured.length > 0) {
      const finding = /** @type {Finding} */ (this.#unpictured.shift());
      const path = /** @type {`${string}.png`} */ (tell.picture(finding, (this.#pictures += 1)));
      await within(PATIENCE, 'no picture', page.screenshot({ path, captureBeyondViewport: false })).catch((error) => seen.notes.push(`no picture of ${finding.what}: ${sorry(error)}`));
    }
  }
}
