// Starts the wasm of our own pages. If it does not start, the page says so: an empty popup would pass for "all is well".
import init, { start } from './ui.js';

try {
  await init({ module_or_path: new URL('ui_bg.wasm', import.meta.url) });
  await start();
  document.body.removeAttribute('aria-busy');
} catch (error) {
  console.error('tallylight:', error);
  document.body.dataset.tone = 'blind';
  document.querySelector('main')?.replaceChildren(TallylightWords.say('popup_silent'));
}
