// The manifest: permissions equal an allow-list, nothing is web-accessible, and the transform to each browser's manifest is what it claims.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chromium, firefox } from '../scripts/manifest.mjs';

const manifest = JSON.parse(readFileSync(new URL('../manifest.json', import.meta.url), 'utf8'));
const docs = readFileSync(new URL('../docs/permissions.md', import.meta.url), 'utf8');
const ALLOWED = {
  permissions: ['alarms', 'declarativeNetRequestWithHostAccess', 'notifications', 'storage'],
  optional_permissions: ['scripting', 'webRequest'],
  optional_host_permissions: ['<all_urls>'],
};

for (const [key, allowed] of Object.entries(ALLOWED)) {
  test(`${key} are those allowed, each explained`, () => {
    assert.deepEqual([...(manifest[key] ?? [])].sort(), [...allowed].sort());
    const named = key === 'optional_host_permissions' ? [] : allowed;
    for (const name of named) assert.ok(docs.includes(`\`${name}\``), `docs/permissions.md says nothing of ${name}`);
  });
}

test('no host permission at install beyond the content scripts, and none for every host', () => {
  assert.equal(manifest.host_permissions, undefined);
  for (const { matches } of manifest.content_scripts) for (const m of matches) assert.match(m, /^https:\/\/(\*\.)?[\w-]+(\.[\w-]+)+\//);
});

test('nothing is web-accessible, nothing comes from elsewhere', () => {
  assert.equal(manifest.web_accessible_resources, undefined);
  assert.equal(manifest.externally_connectable, undefined);
  const directives = manifest.content_security_policy.extension_pages.split('; ');
  assert.ok(directives.includes("default-src 'none'"));
  // Findings may be sent where an organisation's policy says, and that is anywhere; nothing may be loaded.
  for (const directive of directives) if (!directive.startsWith('connect-src ')) assert.doesNotMatch(directive, /https?:/);
});

test('the isolated probe stands before the page-world probe, both at document_start in all frames', () => {
  const [isolated, page] = manifest.content_scripts;
  assert.equal(isolated.world, undefined);
  assert.equal(page.world, 'MAIN');
  for (const script of [isolated, page]) {
    assert.equal(script.run_at, 'document_start');
    assert.equal(script.all_frames, true);
    assert.equal(script.match_origin_as_fallback, true);
  }
});

test('Firefox gets an event page, an id, and the statement that no data leaves', () => {
  const made = firefox(manifest);
  assert.deepEqual(made.background, { scripts: ['background/main.js'], type: 'module' });
  assert.deepEqual(made.browser_specific_settings.gecko.data_collection_permissions, { required: ['none'] });
  assert.equal(made.minimum_chrome_version, undefined);
  assert.deepEqual(made.content_scripts, manifest.content_scripts);
});

test('the transform leaves its input alone', () => {
  const before = JSON.stringify(manifest);
  chromium(manifest);
  firefox(manifest);
  assert.equal(JSON.stringify(manifest), before);
});
