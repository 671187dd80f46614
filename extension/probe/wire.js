// The probe's line to the background: batches, bounded, acknowledged. Runs first in the isolated world; the other probe files use it.
// A batch stays in hand until the background has answered for it, so a worker that dies in between loses nothing: the batch goes out again
// under the same number, and the background takes each number once.
'use strict';

// eslint-disable-next-line no-unused-vars
const TallylightWire = (() => {
  /** As the core's `observation::MAX_BATCH`. */
  const MAX_BATCH = 512;
  const MAX_WAITING = 4096;
  /** The page's word may fill no more than this of it: who shouts does not silence what we see ourselves. */
  const MAX_FROM_PAGE = 3072;
  const RETRY_MS = [0, 50, 250, 1000, 4000];
  /** A browser may never answer for a background that it ends over a message. One that is merely slow takes the batch once all the same. */
  const PATIENCE_MS = 2000;

  /** Names this document among those that the frame has held: numbers start anew with each. */
  const doc = crypto.randomUUID();
  let number = 0;
  /** @type {{ world: World, observation: Observation }[]} */
  let waiting = [];
  let dropped = 0;
  let busy = false;
  let gone = false;
  let onEffects = (/** @type {Effect[]} */ _) => {};
  let onGone = () => {};

  /** Milliseconds since the epoch, finer than Date.now() and never going back. */
  const now = () => Math.round(performance.timeOrigin + performance.now());

  /** The orphan of an updated or removed extension reaches nobody. */
  const orphaned = () => !globalThis.chrome?.runtime?.id;

  /** @param {World} world @param {Observation} observation */
  function push(world, observation) {
    if (gone) return;
    if (waiting.length >= (world === 'page' ? MAX_FROM_PAGE : MAX_WAITING)) return drop(1);
    const t = now();
    // A page may backdate; it may not send the meeting's clock ahead.
    observation.t = typeof observation.t === 'number' && observation.t < t ? observation.t : t;
    waiting.push({ world, observation });
  }

  /** @param {number} n */
  function drop(n) {
    dropped += n;
  }

  /** What waits, as events: runs of one world become one each. */
  function batch() {
    /** @type {{ t: number, event: 'seen', world: World, observations: Observation[], dropped?: number }[]} */
    const events = [];
    for (const { world, observation } of waiting.splice(0, MAX_BATCH)) {
      const last = events.at(-1);
      if (last?.world === world) last.observations.push(observation);
      else events.push({ t: now(), event: 'seen', world, observations: [observation] });
    }
    if (dropped > 0 && events[0]) {
      events[0].dropped = dropped;
      dropped = 0;
    }
    return events;
  }

  /** No answer: the worker died or is being replaced, and wakes on the next message. @param {object} message */
  const ask = async (message) => {
    try {
      return await chrome.runtime.sendMessage(message);
    } catch {
      return undefined;
    }
  };

  /** @param {object} message @returns {Promise<Effect[]>} */
  async function deliver(message) {
    for (const pause of RETRY_MS) {
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
      if (orphaned()) return leave();
      const answer = await Promise.race([ask(message), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
      if (answer?.effects) return answer.effects;
    }
    if (orphaned()) return leave();
    // What stays unanswered is not kept for ever: the core is told how much was lost, and its own tick says that the probe was silent.
    drop(MAX_BATCH);
    return [];
  }

  function leave() {
    if (!gone) {
      gone = true;
      waiting = [];
      onGone();
    }
    return [];
  }

  /** @param {object[]} events */
  async function send(events) {
    number += 1;
    const effects = await deliver({ ask: 'events', doc, number, events });
    if (effects.length > 0) onEffects(effects);
  }

  /** Sends what waits, one message at a time: what comes meanwhile makes the next batch. */
  async function flush() {
    if (busy) return;
    busy = true;
    try {
      while (waiting.length > 0) await send(batch());
    } finally {
      busy = false;
    }
  }

  /** Begins: tells the background which page this is. @param {{ effects: (effects: Effect[]) => void, gone: () => void }} on */
  async function open(on) {
    onEffects = on.effects;
    onGone = on.gone;
    busy = true;
    const locale = document.documentElement?.lang;
    try {
      await send([{ t: now(), event: 'page', url: location.href, ...(locale && { locale }) }]);
    } finally {
      busy = false;
    }
    await flush();
  }

  return { push, drop, flush, open };
})();
