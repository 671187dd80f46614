// When the person looks away and back: random, so that nothing the page does by itself can keep step with it, and seeded, so that a run can be
// repeated. Beside the flips stand as many quiet moments at which nothing is done: what the page sends around those is chance.

/** Quiet before the first flip and after the last: a client has its rhythms, and some tell late. In ms. */
const [LEAD, TAIL] = [8000, 8000];
/** Between two flips. */
const [LEAST, MOST] = [4500, 10_500];
/** Without flips. */
const WATCH = 20_000;

/** How long to watch for so many flips, in ms. @param {number} flips */
export const lengthOf = (flips) => (flips === 0 ? WATCH : LEAD + (flips * (LEAST + MOST)) / 2 + TAIL);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} flips
 * @param {number} seed
 * @param {number} watch all the time that there is, in ms
 * @returns {{ flips: { at: number, away: boolean }[], controls: number[] }} in ms from the beginning
 */
export function schedule(flips, seed, watch) {
  if (flips === 0) return { flips: [], controls: [] };
  const next = random(seed);
  const edges = Math.min(1, watch / lengthOf(flips)) * (LEAD + TAIL);
  const room = watch - edges;
  const gaps = Array.from({ length: flips }, () => LEAST + next() * (MOST - LEAST));
  const scale = room / gaps.reduce((sum, gap) => sum + gap, 0);
  let at = edges / 2;
  const times = gaps.map((gap, i) => {
    const flip = { at: Math.round(at), away: i % 2 === 0 };
    at += gap * scale;
    return flip;
  });
  const controls = Array.from({ length: flips }, () => Math.round(edges / 2 + next() * room)).sort((a, b) => a - b);
  return { flips: times, controls };
}
