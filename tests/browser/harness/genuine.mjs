// Interfaces that others wrote, from their own packages: installed when a test needs them, bundled in memory, served by the test server.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { firstOf, page } from './server.mjs';

/** @param {string} name a folder of tests/genuine */
export const genuineFolder = (name) => fileURLToPath(new URL(`../../genuine/${name}`, import.meta.url));

/** Installs what the folder's lock file names, unless it is there. @param {string} folder */
export async function installed(folder) {
  const time = (/** @type {string} */ file) => stat(`${folder}/${file}`).then(({ mtimeMs }) => mtimeMs, () => 0);
  if ((await time('node_modules/.package-lock.json')) > (await time('package-lock.json'))) return;
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
}

/** Some packages carry code for servers too, which a page never reaches: Node's own modules are empty here. @type {import('esbuild').Plugin} */
const withoutNode = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }));
    onLoad({ filter: /.*/, namespace: 'node' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/** @param {string} name a folder of tests/genuine with an `app.jsx` @returns {Promise<import('./server.mjs').Handler>} a site with that application */
export async function genuine(name) {
  const folder = genuineFolder(name);
  await installed(folder);
  const { outputFiles } = await build({
    entryPoints: [`${folder}/app.jsx`],
    outdir: 'memory',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    plugins: [withoutNode],
    logLevel: 'error',
  });
  const file = (/** @type {string} */ ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const files = { '/app.js': { body: file('.js'), type: 'text/javascript; charset=utf-8' }, '/app.css': { body: file('.css'), type: 'text/css' } };
  return firstOf(
    ({ path }) => files[/** @type {keyof typeof files} */ (path)],
    page(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><link rel="stylesheet" href="/app.css"><body style="margin:0"><div id="app"></div><script type="module" src="/app.js"></script>`),
  );
}
