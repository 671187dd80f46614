// The probe's line to the background: batches, bounded, acknowledged. Runs first in the isolated world; the other probe files use it.
// A batch stays in hand until the background has answered for it, so a worker that dies in between loses nothing: the batch goes out again
// under the same number, and the background takes each number once.
'use strict';

/**
 * @typedef {{ see: string, t?: number, [field: string]: unknown }} Observation
 * @typedef {'page' | 'isolated'} World
 * @typedef {{ effect: string, [field: string]: any }} Effect
 */

// eslint-disable-next-line no-unused-vars
const TallylightWire = (() => {
  /** No more than the core takes in one event (`observation::MAX_BATCH`). */
  const MAX_BATCH = 512;
  /** How many observations wait at the most, while the background does not answer. */
  const MAX_WAITING = 4096;
  const RETRY_MS = [0, 50, 250, 1000, 4000];

  /** Names this document among those that the frame has held: numbers start anew with each. */
  const doc = crypto.randomUUID();
  let number = 0;
  /** @type {{ world: World, observation: Observation }[]} */
  let waiting = [];
  let dropped = 0;
  let busy = false;
  let gone = false;
  /** @type {(effects: Effect[]) => void} */
  let onEffects = () => {};
  /** @type {() => void} */
  let onGone = () => {};

  /** Milliseconds since the epoch, finer than Date.now() and never going back. */
  const now = () => Math.round(performance.timeOrigin + performance.now());

  /** An orphan of an updated or removed extension can reach nobody. */
  const orphaned = () => !globalThis.chrome?.runtime?.id;

  /** @param {World} world @param {Observation} observation */
  function push(world, observation) {
    if (gone) return;
    if (waiting.length >= MAX_WAITING) {
      dropped += 1;
      return;
    }
    observation.t ??= now();
    waiting.push({ world, observation });
  }

  /** @param {number} n */
  function drop(n) {
    dropped += n;
  }

  /** One message out of what waits: runs of one world become one event each. */
  function batch() {
    const taken = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    /** @type {{ t: number, event: 'seen', world: World, observations: Observation[], dropped?: number }[]} */
    const events = [];
    for (const { world, observation } of taken) {
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

  /** @param {object} message @returns {Promise<{ effects?: Effect[] } | undefined>} */
  async function deliver(message) {
    for (const pause of RETRY_MS) {
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
      if (orphaned()) return leave();
      try {
        const answer = await chrome.runtime.sendMessage(message);
        if (answer) return answer;
      } catch {
        // The worker died, or is being replaced: try again, it wakes on the message.
      }
    }
    if (orphaned()) return leave();
    throw new Error('the background does not answer');
  }

  /** @returns {undefined} */
  function leave() {
    if (!gone) {
      gone = true;
      waiting = [];
      onGone();
    }
  }

  /** Sends what waits, one message at a time: what comes meanwhile makes the next batch. */
  async function flush() {
    if (busy || gone) return;
    busy = true;
    try {
      while (waiting.length > 0 && !gone) await send(batch());
    } catch {
      // Said by the background's own tick as a silent probe; what was seen next is tried next.
    } finally {
      busy = false;
    }
  }

  /** @param {object[]} events */
  async function send(events) {
    number += 1;
    const answer = await deliver({ ask: 'events', doc, number, events });
    if (answer?.effects?.length) onEffects(answer.effects);
  }

  /**
   * Begins: tells the background which page this is.
   * @param {{ effects: (effects: Effect[]) => void, gone: () => void }} on
   */
  async function open(on) {
    onEffects = on.effects;
    onGone = on.gone;
    busy = true;
    try {
      const locale = document.documentElement?.lang || undefined;
      await send([{ t: now(), event: 'page', url: location.href, ...(locale && { locale }) }]);
    } catch {
      // As in flush.
    } finally {
      busy = false;
    }
    await flush();
  }

  return { push, drop, flush, open, now };
})();
