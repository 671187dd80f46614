// From the one manifest to each browser's: pure functions, and the command that scripts/build calls.
//   node scripts/manifest.mjs chromium|firefox [HOST …] < manifest.json
// Each HOST (`meet.example.org`, or a match pattern such as `http://127.0.0.1/*`) is baked in as a meeting host beside the catalogue's.
// What differs between browsers stands here and nowhere else.

/** The oldest Firefox with `world: MAIN` content scripts, synchronous about:blank injection excepted, and data_collection_permissions. */
const FIREFOX = '140.0';
const FIREFOX_ANDROID = '142.0';

/** @typedef {Record<string, any>} Manifest */

/** @param {Manifest} manifest @returns {Manifest} */
export function chromium(manifest) {
  return structuredClone(manifest);
}

/**
 * Firefox runs the background as an event page, has its own place for the id, and asks what data leaves: none.
 * @param {Manifest} manifest
 * @returns {Manifest}
 */
export function firefox(manifest) {
  const { minimum_chrome_version: _, storage, background, ...rest } = structuredClone(manifest);
  return {
    ...rest,
    background: { scripts: [background.service_worker], type: 'module' },
    browser_specific_settings: {
      gecko: { id: 'tallylight@tallylight.example', strict_min_version: FIREFOX, data_collection_permissions: { required: ['none'] } },
      gecko_android: { strict_min_version: FIREFOX_ANDROID },
    },
  };
}

/**
 * @param {Manifest} manifest
 * @param {string[]} hosts
 * @returns {Manifest}
 */
export function withHosts(manifest, hosts) {
  const patterns = hosts.map((host) => (host.includes('://') ? host : `https://${host}/*`));
  const scripts = manifest.content_scripts.map((/** @type {{ matches: string[] }} */ script) => ({
    ...script,
    matches: [...new Set([...script.matches, ...patterns])],
  }));
  return { ...structuredClone(manifest), content_scripts: scripts };
}

export const targets = { chromium, firefox };

if (import.meta.filename === process.argv[1]) {
  const [name = '', ...hosts] = process.argv.slice(2);
  const target = targets[/** @type {keyof typeof targets} */ (name)];
  if (!target) {
    console.error(`usage: node scripts/manifest.mjs ${Object.keys(targets).join('|')} < manifest.json`);
    process.exit(2);
  }
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const manifest = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  process.stdout.write(`${JSON.stringify(target(withHosts(manifest, hosts)), null, 2)}\n`);
}
