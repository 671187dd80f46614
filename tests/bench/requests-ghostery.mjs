// @ghostery/adblocker on the rows that `bench-requests` times ours on. With --list, prints the list of rules that all of them take.
//   node requests-ghostery.mjs ROWS.jsonl LIST.txt
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { FiltersEngine, Request } from '@ghostery/adblocker';

const TRACKING = new Set(['ad', 'analytics', 'tag-manager', 'marketing']);

if (process.argv[2] === '--list') {
  const entities = createRequire(import.meta.url)('third-party-web/dist/entities-nostats.json');
  for (const { category, domains } of entities) {
    if (!TRACKING.has(category)) continue;
    for (const domain of domains) console.log(`||${domain.replace(/^\*\./, '')}^$third-party`);
  }
} else {
  const [rowsFile, listFile] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
  const engine = FiltersEngine.parse(listFile ?? '', { enableCompression: false });
  const rows = (rowsFile ?? '').trim().split('\n').map((line) => JSON.parse(line));
  const asked = rows.map(({ page, url, type }) => ({ url, sourceUrl: page, type }));
  /** @param {{ url: string, sourceUrl: string, type: any }} details */
  const ask = (details) => engine.match(Request.fromRawDetails(details));
  const requests = asked.filter((details) => {
    try {
      ask(details);
      return true;
    } catch {
      return false;
    }
  });
  /** @type {number[]} */
  const runs = [];
  for (let run = 0; run < 15; run += 1) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < 20; round += 1) for (const details of requests) ask(details);
    runs.push(Number(process.hrtime.bigint() - start) / (20 * requests.length));
  }
  const matched = requests.filter((details) => ask(details).match).length;
  console.log(`  ${'@ghostery/adblocker: parse the request and match (node)'.padEnd(66)} ${Math.min(...runs).toFixed(0).padStart(9)} ns`);
  console.log(`  of ${requests.length} it matched ${matched}`);
}
