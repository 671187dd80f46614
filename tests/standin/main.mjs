// The stand-in meeting: a page of our own that behaves, element by element, as the client does under whose host name it is served, as far
// as we know that client. It plays acts on demand (`standin.play('chat-unc')`) and notes when each one happened, by the page's own clock.
//   ?play       plays every act, one after the other, for anybody who opens the page by hand
import { ACTS } from './acts.mjs';
import { dialectFor } from './dialects.mjs';
import { Room } from './room.mjs';

const dialect = dialectFor(location.hostname);
const room = new Room(dialect);
/** When each thing happened, every time that it did: `performance.now()`. @type {Record<string, number[]>} */
const times = {};
const mark = (/** @type {string} */ name) => (times[name] ??= []).push(performance.now());

/** @param {string} name */
async function play(name) {
  mark(name);
  await ACTS[name]?.play(room, mark);
}

const standin = { play, times, acts: Object.keys(ACTS), client: dialect.id };
Object.assign(window, { standin });

room.prejoin(() => play('late-join'));
if (new URLSearchParams(location.search).has('play')) {
  for (const name of standin.acts) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await play(name);
  }
}
