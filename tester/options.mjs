// What `scripts/audit` takes. A word that it does not understand, a file that it cannot read or a folder that it cannot write into is said before
// anything is started.
import { existsSync, readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { parseArgs } from 'node:util';
import { place } from '../tests/browser/harness/index.mjs';
import { lengthOf } from './flips.mjs';

export const USAGE = `usage: scripts/audit [options] URL…
  Opens each address in a real browser with the extension in it, watches, and writes down what was found.

  --urls FILE            more addresses, one a line; # begins a comment
  --browser NAME         chromium (default) or firefox
  --for SECONDS          how long to watch each page (default: 20, or as long as the flips take)
  --eval JS              run in the page once it is loaded: code, or a file; repeatable, in order; wait('#join') waits for an element
  --map HOST=ADDR        HOST stands at ADDR (127.0.0.1:8443, with or without TLS); repeatable
  --flips N              look away and back, N changes at random times
  --seed S               for the random times (default: 1)
  --policy FILE          an organisation's policy, or settings, as JSON
  --locale TAG           the language that the browser asks for (default: en-US)
  --timeout SECONDS      how long a page may take to load, an --eval to end (default: 30)
  --report DIR           where to write (default: a new folder in out/audit)
  --fail-on LEVEL        exit 1 when something is at least so severe: info, low, medium, high (default), critical
  --throttle             let a hidden tab's timers be slowed down, as in real life (they keep their pace: else timers alone depend on flips)
  --headed               show the browser
  --help

  Exit: 0 nothing at or above --fail-on, 1 something, 2 a usage error or a page that could not be audited (the others are).`;

/** In order. */
export const LEVELS = ['info', 'low', 'medium', 'high', 'critical'];

/** What a person can mend. */
export class UsageError extends Error {}

/**
 * @typedef {object} Options
 * @property {string[]} urls
 * @property {'chromium' | 'firefox'} browser
 * @property {number} watch in ms
 * @property {string[]} steps code to run
 * @property {Record<string, string>} maps
 * @property {number} flips
 * @property {number} seed
 * @property {string | undefined} policy as JSON
 * @property {string} locale
 * @property {number} timeout in ms
 * @property {string | undefined} report
 * @property {string} failOn
 * @property {boolean} headed
 * @property {boolean} throttle
 */

/** @param {string[]} args @returns {Options | 'help'} */
export function options(args) {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  const lines = values.urls === undefined ? [] : read(values.urls, '--urls').split('\n').map((line) => line.replace(/(^|\s)#.*/, '').trim());
  const urls = [...positionals, ...lines.filter(Boolean)].map(address);
  if (urls.length === 0) throw new UsageError('no address: scripts/audit https://meet.example.org/room (--help says more)');
  const browser = oneOf('--browser', values.browser, ['chromium', 'firefox']);
  const flips = whole('--flips', values.flips, 0, 1000);
  const watch = values.for === undefined ? lengthOf(flips) : 1000 * number('--for', values.for, 1, 86_400);
  return {
    urls,
    browser: /** @type {'chromium' | 'firefox'} */ (browser),
    watch,
    steps: (values.eval ?? []).map(step),
    maps: Object.fromEntries((values.map ?? []).map(mapping)),
    flips,
    seed: whole('--seed', values.seed, 0, 2 ** 32 - 1),
    policy: values.policy === undefined ? undefined : policy(values.policy),
    locale: locale(values.locale),
    timeout: 1000 * number('--timeout', values.timeout, 1, 3600),
    report: values.report,
    failOn: oneOf('--fail-on', values['fail-on'], LEVELS),
    headed: values.headed,
    throttle: values.throttle,
  };
}

/** @param {string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        urls: { type: 'string' },
        browser: { type: 'string', default: 'chromium' },
        for: { type: 'string' },
        eval: { type: 'string', multiple: true },
        map: { type: 'string', multiple: true },
        flips: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        policy: { type: 'string' },
        locale: { type: 'string', default: 'en-US' },
        timeout: { type: 'string', default: '30' },
        report: { type: 'string' },
        'fail-on': { type: 'string', default: 'high' },
        headed: { type: 'boolean', default: false },
        throttle: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} file @param {string} option */
function read(file, option) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${file}: cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {string} text */
function address(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text}: not an address of the web (https://…)`);
  return url.href;
}

/** @param {string} option @param {string} value @param {string[]} allowed */
function oneOf(option, value, allowed) {
  if (!allowed.includes(value)) throw new UsageError(`${option} ${value}: it is one of ${allowed.join(', ')}`);
  return value;
}

/** @param {string} option @param {string} value @param {number} least @param {number} most */
function number(option, value, least, most) {
  const n = Number(value);
  if (value.trim() === '' || !(n >= least && n <= most)) throw new UsageError(`${option} ${value}: a number from ${least} to ${most}`);
  return n;
}

/** @param {string} option @param {string} value @param {number} least @param {number} most */
function whole(option, value, least, most) {
  const n = number(option, value, least, most);
  if (!Number.isInteger(n)) throw new UsageError(`${option} ${value}: a whole number`);
  return n;
}

/** @param {string} text @returns {[string, string]} */
function mapping(text) {
  const at = text.indexOf('=');
  const host = text.slice(0, Math.max(at, 0)).toLowerCase();
  const addr = text.slice(at + 1);
  if (!/^(\*\.)?[a-z0-9.-]+$/.test(host)) throw new UsageError(`--map ${text}: HOST=ADDR, such as meet.example.org=127.0.0.1:8443`);
  try {
    place(addr);
  } catch {
    throw new UsageError(`--map ${text}: ${addr || 'nothing'} is no address: 127.0.0.1:8443, [::1]:8443 or a host name`);
  }
  return [host, addr];
}

/** Code, or a file of it. @param {string} text */
function step(text) {
  const code = existsSync(text) ? read(text, '--eval') : text;
  for (const source of [expression(code), statements(code)]) {
    try {
      new Script(source);
      return source;
    } catch {
      // The other way, then.
    }
  }
  throw new UsageError(`--eval ${text}: neither a file nor JavaScript`);
}

const WAIT = `const wait = (selector) => new Promise((found) => {
  const ask = () => { const element = document.querySelector(selector); element ? found(element) : setTimeout(ask, 50); };
  ask();
});`;
/** @param {string} code */
const expression = (code) => `(async () => { ${WAIT} return (${code}\n); })()`;
/** @param {string} code */
const statements = (code) => `(async () => { ${WAIT} ${code}\n })()`;

/** @param {string} tag */
function locale(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    throw new UsageError(`--locale ${tag}: not a language tag (en-US, de, pt-BR…)`);
  }
}

/** A policy as JSON; settings alone count as locked. @param {string} file */
function policy(file) {
  let parsed;
  try {
    parsed = JSON.parse(read(file, '--policy'));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--policy ${file}: not JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new UsageError(`--policy ${file}: not an object`);
  const whole = ['defaults', 'locked', 'policy'].some((part) => part in parsed);
  return JSON.stringify(whole ? parsed : { locked: parsed });
}
