// What `tallylight report` writes, held against the official schema of SARIF, for every recorded meeting.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';

// Not in the repository: the package that carries it may.
const SCHEMA = 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
const TALLYLIGHT = process.env['TALLYLIGHT'] ?? 'target/release/tallylight';

/** @param {string[]} args @param {string} [input] @returns {Promise<string>} What it prints; how it ends does not matter here. */
const tallylight = (args, input = '') =>
  new Promise((done) => {
    const child = execFile(TALLYLIGHT, args, { maxBuffer: 1 << 26 }, (_, out) => done(out));
    // Who is given a file does not read what is not there, and may be gone by then.
    child.stdin?.on('error', () => {}).end(input);
  });

test('SARIF keeps to the official schema', async () => {
  // One of its patterns has a bracket too many, which only loose regular expressions take. It is of draft 4, from which the validator's draft 7 differs
  // in what is not used in it, and in how it names itself.
  const { $schema, id, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  assert.ok($schema.includes('draft-04') && id.includes('sarif-2.1.0'));
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  let results = 0;
  for (const { name } of readdirSync('tests/traces', { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const findings = await tallylight(['replay', `tests/traces/${name}/trace.jsonl`]);
    /** @type {{ runs: { results: object[] }[] }} */
    const sarif = JSON.parse(await tallylight(['report', '-', '--sarif', '-'], findings));
    assert.ok(validate(sarif), `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    results += sarif.runs[0]?.results.length ?? 0;
  }
  assert.ok(results > 100, `${results}`);
  assert.ok(!validate({ version: '2.1.0', runs: [{ results: [] }] }), 'the schema tells right from wrong');
});
