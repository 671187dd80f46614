// Packs what scripts/build made. Called by scripts/package; not here: building, formats (zip.mjs, crx.mjs).
//   node scripts/package.mjs BUILD OUT KEY AT    KEY may be empty
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crx, identity, updates } from './crx.mjs';
import { filesOf, zip } from './zip.mjs';

const [build = '', out = '', keyFile = '', at = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(build, 'chromium/manifest.json'), 'utf8'));
const name = `tallylight-${version}`;

/** Every file that is under version control, as it lies in the working tree. */
function sources() {
  const names = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0').filter(Boolean).sort();
  return names.map((file) => ({ name: `${name}/${file}`, data: readFileSync(file) }));
}

const chromium = zip(filesOf(join(build, 'chromium')));
/** @type {[file: string, content: Buffer | string][]} */
const files = [
  [`${name}-chromium.zip`, chromium],
  [`${name}-firefox.xpi`, zip(filesOf(join(build, 'firefox')))],
  [`${name}-source.zip`, zip(sources())],
];
if (keyFile) {
  const key = readFileSync(keyFile, 'utf8');
  const { id } = identity(key);
  files.push([`${name}.crx`, crx(chromium, key)], ['updates.xml', updates(id, version, `${at}/${name}.crx`)]);
  console.error(`id: ${id}`);
} else {
  console.error('no CRX: --key names the key to sign it with');
}
const sums = files.map(([file, content]) => `${createHash('sha256').update(content).digest('hex')}  ${file}\n`).join('');
for (const [file, content] of files) writeFileSync(join(out, file), content);
writeFileSync(join(out, 'SHA256SUMS'), sums);
process.stdout.write(sums);
