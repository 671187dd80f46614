// Loads the engine: one instance for all tabs, started once per worker life.
import init, { appended, record, step, summary } from '../engine/engine.js';

/** @type {Promise<{ step: typeof step, summary: typeof summary, appended: typeof appended, record: typeof record }> | undefined} */
let ready;

/** The core's functions, as soon as the engine is compiled. */
export function engine() {
  ready ??= init({ module_or_path: new URL('../engine/engine_bg.wasm', import.meta.url) }).then(() => ({ step, summary, appended, record }));
  return ready;
}
