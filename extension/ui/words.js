// From a message's name and what goes into it to words in the person's language: for the banner, the background and the pages alike.
// A classic script, because content scripts are; in a module, import it for its effect. Not here: the words (extension/_locales).

/** @typedef {Record<string, any>} Args texts, times, or `{words: message names}`, by placeholder name */

// `var`, so that a second injection after an update replaces the first instead of failing on it.
var TallylightWords = (() => {
  /** As in crate/core/src/words.rs: a test compares them. Browsers know placeholders by position alone. */
  const PLACES = ['client', 'who', 'since', 'until', 'host', 'count', 'data', 'rule', 'reference'];
  /** What must be sayable when the extension was updated and the browser no longer answers its old scripts. @type {Record<string, string>} */
  const kept = {};

  /** @param {string} name @param {Args} [args] @returns {string} */
  const say = (name, args) => {
    try {
      return chrome.i18n.getMessage(name, args && PLACES.map((place) => fill(place, args[place])));
    } catch {
      return kept[name] ?? '';
    }
  };

  /** Made once: in a fresh page it costs a browser some 40 ms. @type {Intl.DateTimeFormat | undefined} */
  let clock;
  /** @param {number} value milliseconds since the epoch */
  const time = (value) => (clock ??= new Intl.DateTimeFormat(chrome.i18n.getUILanguage(), { timeStyle: 'short' })).format(value);

  /** @param {string} place @param {any} value @returns {string} */
  const fill = (place, value) => {
    if (value === undefined || value === null) return '';
    if (place === 'since' || place === 'until') return time(value);
    if (value.words) return new Intl.ListFormat(say('lang')).format(value.words.map((/** @type {string} */ word) => say(word)));
    // It may come from the page: nothing that turns the text around, and not without end.
    const plain = String(value).replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, place === 'reference' ? 200 : 80);
    return say('dir') === 'rtl' ? `\u2068${plain}\u2069` : plain;
  };

  /** Reads messages while it is possible, and makes ready what is slow the first time. @param {string[]} names */
  const keep = (...names) => {
    time(0);
    for (const name of names) kept[name] = say(name);
  };

  return { say, keep };
})();
globalThis.TallylightWords = TallylightWords;
