// A machine of one's own for a test: real policy files of real browsers, in a mount namespace in which this file's folders lie over the machine's.
// Nothing outside of the namespace changes, and what runs there does not see it. Not here: what is tested.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identity } from '../../scripts/crx.mjs';

/** Where the browsers of this machine look for policies. */
const CHROMIUM = '/etc/chromium';
const FIREFOX = ['/usr/lib/firefox-esr/distribution', '/usr/lib/firefox/distribution'].find(existsSync);

const folder = process.env['TALLYLIGHT_MACHINE'] ?? '';
/** Whether this runs inside. */
export const inside = folder !== '';
export const FIREFOX_ID = 'tallylight@tallylight.example';

/** Why a namespace cannot be had here; undefined where it can. @returns {string | undefined} */
export function refused() {
  if (!existsSync(CHROMIUM) || !FIREFOX) return `there is no ${CHROMIUM} or no distribution folder of Firefox`;
  const { status, stderr, error } = spawnSync('unshare', [...user(), '-m', '--propagation', 'private', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `mount namespaces are not permitted here: ${error?.message ?? stderr.trim()}`;
}

/** Whoever is not root is so in a namespace of users. */
const user = () => (process.getuid?.() === 0 ? [] : ['-r']);

/** Runs a file of tests, or of anything, inside. @param {string} file @param {string[]} [options] node's @returns {Promise<number | null>} its exit code */
export async function run(file, options = ['--test', '--test-concurrency=1']) {
  const machine = mkdtempSync(join(tmpdir(), 'tallylight-machine-'));
  try {
    cpSync(CHROMIUM, join(machine, 'chromium'), { recursive: true });
    mkdirSync(join(machine, 'chromium/policies/managed'), { recursive: true });
    cpSync(realpathSync(FIREFOX ?? ''), join(machine, 'firefox'), { recursive: true });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(machine, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const script = 'set -e; mount --bind "$1/chromium" "$2"; mount --bind "$1/firefox" "$3"; shift 3; exec "$@"';
    const words = [script, 'machine', machine, CHROMIUM, realpathSync(FIREFOX ?? ''), process.execPath, ...options, file];
    const child = spawn('unshare', [...user(), '-m', '--propagation', 'private', 'sh', '-c', ...words], {
      stdio: 'inherit',
      env: { ...env, TALLYLIGHT_MACHINE: machine },
    });
    return await new Promise((done, failed) => child.on('error', failed).on('close', done));
  } finally {
    rmSync(machine, { recursive: true, force: true });
  }
}

/** The key that this machine's packages are signed with. */
export const key = () => join(folder, 'key.pem');

/** A copy of the built extension whose id is that of the key. @param {string} built @param {string} pem */
export function keyed(built, pem) {
  const copy = join(folder, 'extension');
  rmSync(copy, { recursive: true, force: true });
  cpSync(built, copy, { recursive: true });
  return { copy, ...identity(pem) };
}

/**
 * Sets the machine's policies of one browser: for the extension (undefined: none), and others.
 * @param {import('../browser/harness/rig.mjs').BrowserName} browser
 * @param {string} id
 * @param {unknown} policy
 * @param {object} [others]
 */
export function setPolicies(browser, id, policy, others = {}) {
  const ours = policy === undefined ? {} : { [id]: policy };
  if (browser === 'firefox') {
    writeFileSync(join(folder, 'firefox/policies.json'), JSON.stringify({ policies: { ...others, '3rdparty': { Extensions: ours } } }));
  } else {
    const file = { DeveloperToolsAvailability: 1, ...others, '3rdparty': { extensions: ours } };
    writeFileSync(join(folder, 'chromium/policies/managed/tallylight.json'), JSON.stringify(file));
  }
}
