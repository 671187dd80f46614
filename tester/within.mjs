// What may never end, ended; and what went wrong, in one line.

/**
 * A promise, or an error after so many milliseconds.
 * @template T
 * @param {number} limit
 * @param {string} why
 * @param {Promise<T> | T} promise
 * @returns {Promise<T>}
 */
export function within(limit, why, promise) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(why)), limit)));
  return /** @type {Promise<T>} */ (Promise.race([promise, late])).finally(() => clearTimeout(timer));
}

/** The first line of an error. @param {unknown} error */
export const sorry = (error) => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
