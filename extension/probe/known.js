// What the person tells the meeting of themselves in a join form: name, e-mail address, telephone number. The core looks for these, and their hashes, in
// what is sent to others; they live and die with the meeting. Not here: chat, passwords, anything typed elsewhere.
'use strict';

(() => {
  const MAX_FIELDS = 40;
  /** What each field's own words make of it; the first that fits. @type {[name: string, fits: RegExp][]} */
  const SENSES = [
    ['', /pass|search|room|meeting|session|company|channel|device|file|topic/i],
    ['email', /e-?mail/i],
    ['phone', /(?:^|[^a-z])(?:tel|phone)/i],
    ['name', /(?:^|[^a-z])(?:(?:display|full|nick|user|your|guest|first|last|given|family)[-_ ]?)?name(?:[^a-z]|$)/i],
  ];
  /** @type {WeakMap<Element, string>} */
  const told = new WeakMap();

  /** @param {HTMLInputElement} field */
  function tell(field) {
    const { type, autocomplete, id, name, placeholder, ariaLabel, value } = field;
    const text = value.trim();
    if (!/^(?:text|email|tel)$/.test(type) || text.length < 2 || text.length > 100 || told.get(field) === text) return;
    const words = [type, autocomplete, id, name, placeholder, ariaLabel, field.dataset['tid'], field.labels?.[0]?.textContent].join(' ').slice(0, 400);
    const sense = SENSES.find(([, fits]) => fits.test(words))?.[0];
    if (!sense) return;
    told.set(field, text);
    TallylightWire.push('isolated', { see: 'known', name: sense, value: text });
    TallylightWire.flush();
  }

  // On a press as well: a client may have filled the form in.
  for (const event of ['change', 'click', 'submit']) {
    addEventListener(event, () => [...document.getElementsByTagName('input')].slice(0, MAX_FIELDS).forEach(tell), { capture: true, passive: true });
  }
})();
