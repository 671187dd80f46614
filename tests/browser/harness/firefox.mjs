// Firefox under the harness. Its driver protocol shows no extension page and no background, so both are reached through the browser's own
// (chrome) scope, which `--remote-allow-system-access` opens: extension pages, storage, and a background that Firefox itself suspends.
import puppeteer from 'puppeteer-core';
import { existsSync } from 'node:fs';
import { until } from './until.mjs';

const PLACES = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/** @typedef {import('./rig.mjs').Driver} Driver */
/** @typedef {import('./rig.mjs').Setup} Setup */

/** @param {Setup} setup */
const prefs = ({ network, locale, keepTimers }) => ({
  ...network.prefs,
  'network.trr.mode': 5,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'devtools.jsonview.enabled': false,
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  // As Chromium's driver does: a hidden tab keeps its pace.
  ...(keepTimers && { 'dom.min_background_timeout_value': 4, 'dom.min_background_timeout_value_without_budget_throttling': 4, 'dom.timeout.enable_budget_timer_throttling': false }),
  'intl.accept_languages': locale,
  'intl.locale.requested': locale,
});

/** @param {Setup} setup @returns {Promise<Driver>} */
export async function firefox(setup) {
  const { extension, installed, headed, size, profile } = setup;
  const executablePath = process.env['FIREFOX'] ?? PLACES.find(existsSync);
  if (!executablePath) throw new Error('no Firefox found: run scripts/setup, or set FIREFOX to its path');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: !headed,
    acceptInsecureCerts: setup.network.insecure,
    userDataDir: profile,
    defaultViewport: null,
    protocolTimeout: 60_000,
    extraPrefsFirefox: prefs(setup),
    args: ['--remote-allow-system-access', `--width=${size.width}`, `--height=${size.height}`],
  });
  const id = extension ? await browser.installExtension(extension) : installed;
  const { connection } = /** @type {any} */ (browser);

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  const send = async (method, params) => (await connection.send(method, params)).result;

  /**
   * Calls a function in a browsing context; arguments and result travel as JSON.
   * @param {string} context @param {string | Function} fn @param {any[]} args
   */
  const call = async (context, fn, args) => {
    const answer = await send('script.callFunction', {
      functionDeclaration: `async (args) => JSON.stringify(await (${fn})(...JSON.parse(args)))`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      target: { context },
      awaitPromise: true,
    });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
  };

  const { contexts } = await send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const chrome = contexts[0].context;
  /** Runs in the browser's own scope. @param {string | Function} fn @param {any[]} args */
  const inBrowser = (fn, ...args) => call(chrome, fn, args);
  if (installed) await until('the policy has installed the extension', () => inBrowser(INSTALLED, installed), 30_000);

  /** @param {string} path @param {{ background?: boolean }} [options] */
  const openOwn = async (path, { background = false } = {}) => {
    const url = await inBrowser(OPEN_OWN, id, path, background);
    const found = await until(`${url} is open`, async () => {
      const { contexts } = await send('browsingContext.getTree', {});
      return contexts.find((/** @type {any} */ context) => context.url === url)?.context;
    });
    await until(`${url} is loaded`, () => call(found, "() => document.readyState === 'complete'", []));
    return {
      evaluate: (/** @type {any} */ fn, /** @type {any[]} */ ...args) => call(found, fn, args),
      screenshot: async (/** @type {string} */ file) => {
        const { data } = await send('browsingContext.captureScreenshot', { context: found });
        await (await import('node:fs/promises')).writeFile(file, Buffer.from(data, 'base64'));
      },
      close: () => send('browsingContext.close', { context: found }),
    };
  };

  return {
    name: 'firefox',
    browser,
    id,
    version: await browser.version(),
    openOwn,
    alive: () => inBrowser(ALIVE, id),
    kill: async () => {
      const doomed = await inBrowser(BACKGROUND, id);
      await inBrowser(KILL, id);
      // Another may have come to life by now: that one is not meant.
      await until('the event page is suspended', async () => doomed === null || (await inBrowser(BACKGROUND, id)) !== doomed);
    },
    closedRoots: async (page) => {
      const context = /** @type {any} */ (page.mainFrame())._id;
      const answer = await send('script.callFunction', {
        functionDeclaration: '() => [...document.documentElement.children]',
        target: { context },
        awaitPromise: false,
        serializationOptions: { maxDomDepth: 0, maxObjectDepth: 2, includeShadowTree: 'all' },
      });
      const closed = (answer.result?.value ?? []).map((/** @type {any} */ node) => node.value?.shadowRoot).filter((/** @type {any} */ root) => root?.value?.mode === 'closed');
      return {
        call: async (fn, ...args) => {
          /** @type {any[]} */
          const answers = [];
          for (const { sharedId } of closed) {
            const answer = await send('script.callFunction', {
              functionDeclaration: `async (root, args) => JSON.stringify(await (${fn})(root, ...JSON.parse(args)))`,
              arguments: [{ sharedId }, { type: 'string', value: JSON.stringify(args) }],
              target: { context },
              awaitPromise: true,
            });
            if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
            answers.push(JSON.parse(answer.result.value ?? 'null'));
          }
          return answers;
        },
      };
    },
    close: () => browser.close(),
  };
}

// These run inside Firefox, with its own modules in scope.
const OPEN_OWN = `(id, path, background) => {
  const { extension } = WebExtensionPolicy.getByID(id);
  const { gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
  const url = 'moz-extension://' + extension.uuid + '/' + path;
  const tab = gBrowser.addTab(url, { triggeringPrincipal: extension.principal });
  if (!background) gBrowser.selectedTab = tab;
  return url;
}`;
const INSTALLED = `(id) => WebExtensionPolicy.getByID(id)?.extension !== undefined`;
const ALIVE = `(id) => WebExtensionPolicy.getByID(id).extension.backgroundState === 'running'`;
/** Names this life of the background; null while it is suspended. */
const BACKGROUND = `(id) => [...WebExtensionPolicy.getByID(id).extension.views].find((view) => view.viewType === 'background')?.contextId ?? null`;
/** Also over a message that is still being worked on, as a crash would. */
const KILL = `(id) => WebExtensionPolicy.getByID(id).extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })`;
