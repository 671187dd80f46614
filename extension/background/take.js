// Takes events in for a tab, in turn, and has their effects carried out. Not here: where events come from (main.js, pages.js), sessions.
import { block, stands } from './block.js';
import { note, show } from './effects.js';
import * as sessions from './sessions.js';

/**
 * A probe's batch: steps the tab through it, after all that came before, and answers with the effects meant for that frame.
 * @param {number} tab
 * @param {number} frame
 * @param {import('./sessions.js').Batch} batch
 */
export async function take(tab, frame, batch) {
  const effects = await stepped(tab, frame, () => sessions.step(tab, frame, batch.events, batch));
  if (batch.events.some(({ event }) => event === 'page')) answered().then(sessions.ready).catch((error) => console.error('tallylight: rehearsal:', error));
  return effects;
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
  return stepped(tab, NO_FRAME, () => sessions.step(tab, frame, events));
}

/**
 * The answer goes out as soon as there is one; the tab's turn ends when the rest is under way. What a worker did not write down because
 * it died in between, the next one does: what a step asked for is kept until the next step.
 * @param {number} tab
 * @param {number} frame
 * @param {() => Promise<import('./sessions.js').Effect[]>} step
 * @returns {Promise<import('./sessions.js').Effect[]>}
 */
function stepped(tab, frame, step) {
  return new Promise((answer, fail) => {
    const turn = async () => {
      const effects = await step();
      answer(await show(tab, frame, effects));
      await answered();
      for (const effect of effects) if (effect.effect === 'block') void block(tab, effect).then(() => blocking(tab));
      note(tab, effects);
    };
    // After the answer nobody waits for it any more: then it is said here alone.
    sessions.inTurn(tab, turn).catch((error) => {
      console.error('tallylight:', error);
      fail(error);
    });
  });
}

/** A task later: what was answered has left. */
const answered = () => new Promise((resolve) => setTimeout(resolve));

/** Tells the core whether what it wanted blocked in the tab is. @param {number} tab */
export async function blocking(tab) {
  const on = await stands(tab);
  // A meeting that was left meanwhile is not begun anew by it.
  if (on !== undefined && (await sessions.open()).includes(tab)) await happened(tab, 0, [{ t: Date.now(), event: 'blocking', on }]);
}
