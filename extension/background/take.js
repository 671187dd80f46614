// Takes events in for a tab, in turn, and has their effects carried out. Not here: where events come from (main.js, pages.js), sessions.
import { carry } from './effects.js';
import * as sessions from './sessions.js';

/**
 * A probe's batch: steps the tab through it, after all that came before, and answers with the effects meant for that frame.
 * @param {number} tab
 * @param {number} frame
 * @param {import('./sessions.js').Batch} batch
 */
export function take(tab, frame, batch) {
  return sessions.inTurn(tab, async () => carry(tab, frame, await sessions.step(tab, frame, batch.events, batch)));
}

/** What no frame asked for goes out to each. */
const NO_FRAME = -1;

/**
 * What happened elsewhere than in the page: steps the tab through it, in turn.
 * @param {number} tab
 * @param {number} frame the frame it is about
 * @param {import('./sessions.js').CoreEvent[]} events
 */
export function happened(tab, frame, events) {
  return sessions.inTurn(tab, async () => carry(tab, NO_FRAME, await sessions.step(tab, frame, events)));
}
