// Loads the engine: one instance for all tabs, started once per worker life.
import init, { appended, exportPolicy, opening, otlp, outboxAnswered, outboxNext, outboxPut, outboxState, record, redact, resolve, step, summary } from '../engine/engine.js';

const functions = { step, summary, appended, record, redact, opening, resolve, exportPolicy, outboxPut, outboxNext, outboxAnswered, outboxState, otlp };

/** @type {Promise<typeof functions> | undefined} */
let ready;

/** The core's functions, as soon as the engine is compiled. */
export function engine() {
  ready ??= init({ module_or_path: new URL('../engine/engine_bg.wasm', import.meta.url) }).then(() => functions);
  return ready;
}
