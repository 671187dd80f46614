// Sizes of what is shipped, beside their budgets. Read by the size test and printed by scripts/bench.
//   node scripts/sizes.mjs
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist/chromium');

/** @param {string} folder @returns {string[]} */
const files = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((f) => join(folder, f)).filter((f) => statSync(f).isFile());

/** @param {string} file */
const gzip = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** A zip holds each file deflated, with about 100 bytes of names and offsets. */
const zipped = () => files(dist).reduce((sum, file) => sum + deflateRawSync(readFileSync(file), { level: 9 }).length + 100 + 2 * file.length, 22);

/** What runs in a page, of one folder. @param {string} folder */
const inPage = (folder) => {
  const { content_scripts: scripts } = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
  const names = new Set(scripts.flatMap((/** @type {{ js: string[] }} */ { js }) => js));
  return [...names].filter((name) => name.startsWith(folder)).reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
};

/** @returns {{ what: string, bytes: number, budget: number, aim: number }[]} */
export function sizes() {
  if (!existsSync(dist)) throw new Error('dist/chromium is missing: run scripts/build first');
  return [
    { what: 'whole extension, zipped', bytes: zipped(), budget: 600_000, aim: 300_000 },
    { what: 'engine wasm, gzip', bytes: gzip(join(dist, 'engine/engine_bg.wasm')), budget: 250_000, aim: 150_000 },
    { what: 'probe JavaScript, both worlds, raw', bytes: inPage('probe/'), budget: 40_000, aim: 25_000 },
    { what: 'banner JavaScript, raw', bytes: inPage('ui/'), budget: 16_000, aim: 8_000 },
  ];
}

if (import.meta.filename === process.argv[1]) {
  for (const { what, bytes, budget, aim } of sizes()) {
    console.log(`${what.padEnd(36)} ${String(bytes).padStart(8)} bytes   budget ${budget}   aim ${aim}`);
  }
}
