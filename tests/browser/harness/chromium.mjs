// Chromium under the harness: how it is started, how its extension is reached and how its service worker is killed.
import puppeteer from 'puppeteer-core';
import { existsSync } from 'node:fs';
import { until } from './until.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** @typedef {import('./rig.mjs').Driver} Driver */
/** @typedef {import('./rig.mjs').Setup} Setup */

/** @param {Setup} setup @returns {Promise<Driver>} */
export async function chromium({ network, profile, extension, installed, headed, size, keepTimers, locale }) {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find(existsSync);
  if (!executablePath) throw new Error('no Chromium found: run scripts/setup, or set CHROMIUM to its path');
  const browser = await puppeteer.launch({
    executablePath,
    headless: !headed,
    pipe: true,
    enableExtensions: true,
    acceptInsecureCerts: network.insecure,
    userDataDir: profile,
    defaultViewport: null,
    protocolTimeout: 60_000,
    // Real browsers slow a hidden tab's timers down; the driver's defaults switch that off.
    ignoreDefaultArgs: [
      ...(keepTimers ? [] : ['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows']),
      // Without the network in the background nothing is installed by policy.
      ...(installed ? ['--disable-background-networking'] : []),
    ],
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(network.rules === undefined ? [] : [`--host-resolver-rules=${network.rules}`]),
      ...(network.insecure ? ['--ignore-certificate-errors'] : []),
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--no-first-run',
      `--lang=${locale}`,
      `--accept-lang=${locale}`,
      `--window-size=${size.width},${size.height}`,
    ],
  });
  const session = await browser.target().createCDPSession();
  const id = extension ? await browser.installExtension(extension) : installed;
  if (installed) await browser.waitForTarget((target) => target.url().startsWith(`chrome-extension://${installed}/`));

  /** @param {import('puppeteer-core').Target} target */
  const ours = (target) => target.type() === 'service_worker' && target.url().startsWith(`chrome-extension://${id}/`);
  const workers = () => browser.targets().filter(ours);

  /** Through which the service worker is stopped: the first page of the extension (the rig keeps one open). @type {import('puppeteer-core').CDPSession | undefined} */
  let stopper;

  /** @param {string} path @param {{ background?: boolean }} [options] */
  const openOwn = async (path, { background = false } = {}) => {
    const url = `chrome-extension://${id}/${path}`;
    const { targetId } = await session.send('Target.createTarget', { url, background });
    const target = await browser.waitForTarget((t) => /** @type {any} */ (t)._targetId === targetId);
    const page = await target.asPage();
    // At first it is an empty document of nobody's.
    await until(`${url} is open`, () => page.evaluate(() => location.protocol === 'chrome-extension:').catch(() => false));
    if (!stopper) {
      stopper = await page.createCDPSession();
      await stopper.send('ServiceWorker.enable');
    }
    return {
      evaluate: (/** @type {any} */ fn, /** @type {any[]} */ ...args) => page.evaluate(fn, ...args),
      screenshot: async (/** @type {string} */ file) => void (await page.screenshot({ path: /** @type {`${string}.png`} */ (file) })),
      close: () => page.close(),
    };
  };

  return {
    name: 'chromium',
    browser,
    id,
    version: await browser.version(),
    openOwn,
    alive: async () => workers().length > 0,
    kill: async () => {
      if (!stopper) throw new Error('a page of the extension must be open: its service worker is stopped through one');
      // Answers when it has stopped. One that comes back at once keeps its target, so the target's going cannot be waited for.
      await stopper.send('ServiceWorker.stopAllWorkers');
    },
    closedRoots: async (page) => {
      const cdp = await page.createCDPSession();
      try {
        const { root } = await cdp.send('DOM.getDocument', { depth: 3, pierce: true });
        const html = root.children?.find((node) => node.nodeName === 'HTML');
        const closed = (html?.children ?? []).flatMap((node) => node.shadowRoots ?? []).filter((node) => node.shadowRootType === 'closed');
        return {
          call: async (fn, ...args) => {
            /** @type {any[]} */
            const answers = [];
            for (const { backendNodeId } of closed) {
              const { object } = await cdp.send('DOM.resolveNode', { backendNodeId });
              const { result, exceptionDetails } = await cdp.send('Runtime.callFunctionOn', {
                objectId: object.objectId ?? '',
                functionDeclaration: `function (...args) { return (${fn})(this, ...args); }`,
                arguments: args.map((value) => ({ value })),
                returnByValue: true,
                awaitPromise: true,
              });
              if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
              answers.push(result.value);
            }
            await cdp.detach();
            return answers;
          },
        };
      } catch (error) {
        await cdp.detach().catch(() => {});
        throw error;
      }
    },
    close: () => browser.close(),
  };
}
