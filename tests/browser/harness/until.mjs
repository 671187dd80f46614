// Waiting without sleeping: asks again until it is so, and says what it waited for when it never is.

/**
 * @template T
 * @param {string} what for the error
 * @param {() => T | Promise<T>} ask a truthy answer ends the wait
 * @param {number} [limit] in ms
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask, limit = 10_000) {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
