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

let rehearsed = false;

/**
 * Plays a recording to the engine before there is one, and throws away what it says. Browsers compile a function when it is first called: the
 * first warning after a meeting's page came would wait for that, which is most of what it costs. The core is pure, so nobody else hears of it.
 * @param {object} settings
 */
export async function rehearse(settings) {
  if (rehearsed) return;
  rehearsed = true;
  const { step: run } = await engine();
  const t = Date.now();
  const said = { see: 'said', role: 'alert', text: 'This meeting is being recorded.' };
  const { session } = run(undefined, settings, { t, event: 'page', url: 'https://rehearsal.invalid/' });
  run(session, settings, { t, event: 'seen', world: 'isolated', observations: [said] });
}
