// One browser with the extension in it and the whole internet behind it: what tests, demo and audit drive. Which browser it is, and how
// that one is driven, is settled in chromium.mjs and firefox.mjs; nothing here or above asks.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Banner } from './banner.mjs';
import { chromium } from './chromium.mjs';
import { firefox } from './firefox.mjs';
import { closed, open } from './network.mjs';
import { serve } from './server.mjs';
import { until } from './until.mjs';

/**
 * @typedef {'chromium' | 'firefox'} BrowserName
 * @typedef {Awaited<ReturnType<typeof import('./server.mjs').serve>>} Server
 * @typedef {import('puppeteer-core').Page} Page
 *
 * @typedef {object} Setup how a browser is to be started
 * @property {import('./network.mjs').Network} network what is behind it
 * @property {string} profile a folder of its own
 * @property {string | undefined} extension an unpacked extension
 * @property {string | undefined} installed the id of an extension that the machine's policy installs
 * @property {boolean} headed in a visible window
 * @property {{ width: number, height: number }} size
 * @property {boolean} keepTimers a hidden tab's timers run at full speed
 * @property {string} locale the language that it asks for
 *
 * @typedef {object} OwnPage a page of the extension
 * @property {(fn: any, ...args: any[]) => Promise<any>} evaluate
 * @property {(file: string) => Promise<void>} screenshot
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Driver one browser, driven
 * @property {BrowserName} name
 * @property {import('puppeteer-core').Browser} browser
 * @property {string | undefined} id the extension's
 * @property {string} version
 * @property {(path: string, options?: { background?: boolean }) => Promise<OwnPage>} openOwn opens a page of the extension in a tab
 * @property {() => Promise<boolean>} alive whether the background runs
 * @property {() => Promise<void>} kill ends the background as the browser would: it comes back with the next event
 * @property {(page: Page) => Promise<{ call: (fn: string, ...args: any[]) => Promise<any[]> }>} closedRoots
 *   calls a function (as source) on each closed shadow root right under `<html>`, in the page's world
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Options
 * @property {BrowserName} [browser]
 * @property {import('./server.mjs').Sites} [sites] all that there is; what is not in it is swallowed
 * @property {Record<string, string>} [maps] instead of `sites`: the real network, in which these hosts stand at these addresses
 * @property {string | null} [extension] a folder; null for a browser without it; by default what `scripts/build` made
 * @property {string} [installed] instead of `extension`: the id of one that the machine's policy installs
 * @property {boolean} [headed]
 * @property {{ width: number, height: number }} [size]
 * @property {boolean} [keepTimers]
 * @property {string} [locale]
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DRIVERS = { chromium, firefox };

/** Browsers that a run covers: all, or those of `TALLYLIGHT_BROWSERS=chromium,firefox`. @returns {BrowserName[]} */
export function browsers() {
  const asked = process.env['TALLYLIGHT_BROWSERS']?.split(',').map((name) => name.trim()) ?? Object.keys(DRIVERS);
  for (const name of asked) if (!(name in DRIVERS)) throw new Error(`TALLYLIGHT_BROWSERS: no such browser: ${name}`);
  return /** @type {BrowserName[]} */ (asked);
}

/** What `scripts/build` made for a browser. @param {BrowserName} name */
export function built(name) {
  const folder = process.env['TALLYLIGHT_EXTENSION'] ?? join(ROOT, 'dist', name);
  if (!existsSync(join(folder, 'manifest.json'))) throw new Error(`no extension in ${folder}: run scripts/build first`);
  return folder;
}

/** @param {Options} options */
export async function start(options) {
  const { browser: name = 'chromium', sites = {}, maps, headed = false, size = { width: 1280, height: 800 }, keepTimers = true, locale = 'en-US', installed } = options;
  const extension = options.extension === null || installed ? undefined : (options.extension ?? built(name));
  const server = await serve(sites);
  const network = maps ? await open(maps) : closed(server);
  const profile = await mkdtemp(join(tmpdir(), `tallylight-${name}-`));
  /** @type {Driver | undefined} */
  let driver;
  const close = async () => {
    await driver?.close().catch(() => {});
    await Promise.all([network.close(), server.close()]);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    driver = await DRIVERS[name]({ network, profile, extension, installed, headed, size, keepTimers, locale });
    const desk = driver.id ? await driver.openOwn('manifest.json', { background: true }) : undefined;
    return new Rig(driver, server, desk, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** @typedef {Awaited<ReturnType<Rig['open']>>} Tab */

export class Rig {
  /** @type {Driver} */
  #driver;
  /** A page of the extension in a background tab, through which its storage and its badge are read without waking its background. @type {OwnPage | undefined} */
  #desk;
  #close;
  /** A tab to look at instead. @type {Page | undefined} */
  #elsewhere;

  /** @param {Driver} driver @param {Server} server @param {OwnPage | undefined} desk @param {() => Promise<void>} close */
  constructor(driver, server, desk, close) {
    this.#driver = driver;
    this.#desk = desk;
    this.#close = close;
    this.server = server;
    this.name = driver.name;
    this.version = driver.version;
  }

  /** The driver's own handle, for what this one does not offer. */
  get browser() {
    return this.#driver.browser;
  }

  /** Opens an address in a tab in front. @param {string} url @param {{ prepare?: (page: Page) => Promise<void> }} [options] */
  async open(url, { prepare } = {}) {
    const page = await this.#driver.browser.newPage();
    /** @type {string[]} */
    const errors = [];
    page.on('pageerror', (error) => errors.push(error instanceof Error ? error.message : String(error)));
    await prepare?.(page);
    const banner = new Banner(page, this.#driver);
    await banner.prepare();
    await page.goto(url, { waitUntil: 'load' });
    return { page, banner, errors, lookBack: () => page.bringToFront() };
  }

  /** Looks away from whatever is in front: another tab comes before it. */
  async lookAway() {
    this.#elsewhere ??= await this.#driver.browser.newPage();
    await this.#elsewhere.bringToFront();
  }

  /** Opens one of the extension's own pages. @param {string} path */
  openOwn(path) {
    return this.#driver.openOwn(path);
  }

  /** Runs a function in a page of the extension. @param {any} fn @param {any[]} args */
  async atDesk(fn, ...args) {
    if (!this.#desk) throw new Error('this browser has no extension in it');
    return this.#desk.evaluate(fn, ...args);
  }

  /** Every finding written so far, oldest first: raised, updated, ended. @returns {Promise<Finding[]>} */
  async findings() {
    const { history } = await this.atDesk(() => chrome.storage.local.get('history'));
    return history?.findings ?? [];
  }

  /** Waits for a finding that fits. @param {string} what for the error @param {(finding: Finding) => boolean} fits @param {number} [limit] */
  async finding(what, fits, limit = 15_000) {
    /** @type {Finding[]} */
    let all = [];
    const seen = async () => (all = await this.findings()).find(fits);
    return until(`finding: ${what}`, seen, limit).catch((error) => {
      throw new Error(`${error.message}; there are: ${JSON.stringify(all.map(({ detector, what, who, state }) => [detector, what, who, state]))}`);
    });
  }

  /** The sessions of all tabs, as kept. @returns {Promise<Record<string, any>>} */
  sessions() {
    return this.atDesk(() => chrome.storage.session.get(null));
  }

  /** What the toolbar button says on a tab with this address. @param {string} url @returns {Promise<{ text: string, title: string }>} */
  badge(url) {
    return this.atDesk(async (/** @type {string} */ url) => {
      const tabId = (await chrome.tabs.query({})).find((tab) => tab.url === url)?.id ?? (await chrome.tabs.query({ active: true }))[0]?.id;
      const about = tabId === undefined ? {} : { tabId };
      return { text: await chrome.action.getBadgeText(about), title: await chrome.action.getTitle(about) };
    }, url);
  }

  /** Whether the background runs. */
  alive() {
    return this.#driver.alive();
  }

  /** Ends the background as the browser would: it comes back with the next event. */
  kill() {
    return this.#driver.kill();
  }

  /** Ends the browser and the server, and leaves nothing behind. */
  close() {
    return this.#close();
  }
}

/**
 * @typedef {object} Finding as `findings.jsonl` has it
 * @property {string} uid
 * @property {string} detector
 * @property {'raised' | 'updated' | 'ended'} state
 * @property {number} t
 * @property {string} severity
 * @property {string} what
 * @property {string} who
 * @property {string} [verdict]
 * @property {string} client
 * @property {Record<string, any>} evidence
 */
