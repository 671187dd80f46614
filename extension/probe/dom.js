// Reads the document for what the catalogue names: marks and landmarks, the regions in which the client speaks, the roster.
// Never asks for layout, never writes to the page. Selectors come from the core (`Watch`); verdicts are passed there.
'use strict';

// eslint-disable-next-line no-unused-vars
const TallylightDom = (() => {
  const MAX_WORDS = 2000;
  const MAX_REGIONS = 64;
  const MAX_ROSTER = 300;
  const MAX_ROOTS = 256;
  /** The share of the main thread that looking may take, over time: one part in so many. */
  const SHARE = 20;
  /** What a page that has been calm has saved up, in milliseconds of looking: its next change is looked at at once. */
  const MAX_SAVED_MS = 20;
  const MIN_REST_MS = 8;

  /** @type {Watch | undefined} */
  let watched;
  /** Documents and open shadow roots of this frame. @type {Set<Document | ShadowRoot>} */
  const roots = new Set();
  /** Last reading of each mark: absent, or its words. @type {Map<string, string | null>} */
  const marks = new Map();
  /** Last words of each region. @type {WeakMap<Element, string>} */
  const said = new WeakMap();
  /** @type {WeakMap<Element, string>} */
  const named = new WeakMap();
  let names = 0;
  let saved = MAX_SAVED_MS;
  let lastLook = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Called with each batch of records. @type {((records: MutationRecord[]) => void)[]} */
  const listeners = [];
  /** Called with each document and open shadow root that is entered. @type {((root: Document | ShadowRoot) => void)[]} */
  const entered = [];

  const observer = new MutationObserver((records) => {
    for (const record of records) for (const node of record.addedNodes) adopt(node);
    for (const listener of listeners) listener(records);
    due();
  });

  /** Finds open shadow roots in a subtree that was just added. @param {Node} node */
  function adopt(node) {
    if (!(node instanceof Element)) return;
    if (node.shadowRoot) enter(node.shadowRoot);
    if (!node.firstElementChild) return;
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT);
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      const root = /** @type {Element} */ (n).shadowRoot;
      if (root) enter(root);
    }
  }

  /** @param {Document | ShadowRoot} root */
  function enter(root) {
    if (roots.has(root) || roots.size >= MAX_ROOTS) return;
    roots.add(root);
    observe(root);
    for (const listener of entered) listener(root);
    for (const child of root.children) adopt(child);
  }

  /** Attributes that some selector speaks of, and those that carry words. */
  function attributes() {
    const filter = new Set(['class', 'id', 'title', 'aria-label', 'href', 'hidden', 'role', 'aria-live']);
    for (const [, css] of [...(watched?.marks ?? []), ...(watched?.regions ?? [])]) {
      for (const [, name] of css.matchAll(/\[\s*([\w-]+)/g)) if (name) filter.add(name);
    }
    return [...filter];
  }

  /** @param {Document | ShadowRoot} root */
  function observe(root) {
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes() });
  }

  /** Looks now if that may be, else as soon as it may. */
  function due() {
    if (!watched || timer !== undefined) return;
    const since = performance.now() - lastLook;
    const wait = Math.max(MIN_REST_MS - since, -saved * SHARE - since);
    if (wait <= 0) look();
    else {
      timer = setTimeout(() => {
        timer = undefined;
        look();
      }, wait);
    }
  }

  function look() {
    const begun = performance.now();
    saved = Math.min(MAX_SAVED_MS, saved + (begun - lastLook) / SHARE);
    if (watched) {
      readMarks(watched);
      readRegions(watched);
      readRoster(watched);
      TallylightWire.flush();
    }
    lastLook = performance.now();
    saved -= lastLook - begun;
  }

  /** @param {string} css @returns {Element | undefined} */
  function first(css) {
    for (const root of roots) {
      const found = root.querySelector(css);
      if (found) return found;
    }
    return undefined;
  }

  /** @param {string} css @param {number} max */
  function all(css, max) {
    /** @type {Element[]} */
    const found = [];
    for (const root of roots) {
      for (const element of root.querySelectorAll(css)) {
        if (found.length >= max) {
          TallylightWire.drop(1);
          return found;
        }
        found.push(element);
      }
    }
    return found;
  }

  /** White space collapsed, bounded. @param {string | null | undefined} text */
  const words = (text) => (text ?? '').slice(0, MAX_WORDS * 2).replace(/\s+/g, ' ').trim().slice(0, MAX_WORDS);

  /** What an element is called: its label, its title, or its text. @param {Element} element */
  const label = (element) => words(element.getAttribute('aria-label') || element.getAttribute('title') || element.textContent);

  /** @param {Watch} watch */
  function readMarks({ marks: list }) {
    for (const [name, css] of list) {
      const element = first(css);
      // Landmarks, quiet marks and embeds ("landmark:…") are there or not: their words are the whole meeting's, and nobody's business.
      const reading = element ? (name.includes(':') ? '' : label(element)) : null;
      if (marks.has(name) ? marks.get(name) === reading : reading === null && !name.startsWith('landmark:')) continue;
      marks.set(name, reading);
      TallylightWire.push('isolated', { see: 'mark', mark: name, present: reading !== null, ...(reading && { text: reading }) });
    }
  }

  /** What participants type or say never speaks for the client. @param {Watch} watch */
  function readRegions({ regions, chat, captions }) {
    const participants = [chat, captions, '[contenteditable]', 'textarea'].filter(Boolean).join(',');
    for (const [css, role] of regions) {
      for (const element of all(css, MAX_REGIONS)) {
        if (element.closest(participants)) continue;
        const text = spoken(element, participants);
        if (said.get(element) === text) continue;
        said.set(element, text);
        if (text) TallylightWire.push('isolated', { see: 'said', role, text });
      }
    }
  }

  /** An element's words without those of participants in it. @param {Element} element @param {string} participants */
  function spoken(element, participants) {
    const named = element.getAttribute('aria-label');
    if (!element.querySelector(participants)) return words([named, element.textContent].filter(Boolean).join('. '));
    const parts = [named ?? ''];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
      node instanceof Element && node.matches(participants) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    let size = 0;
    for (let n = walker.nextNode(); n && size < MAX_WORDS; n = walker.nextNode()) {
      if (n.nodeType !== Node.TEXT_NODE) continue;
      const text = /** @type {Text} */ (n).data;
      size += text.length;
      parts.push(text);
    }
    return words(parts.join(' '));
  }

  /** @param {Watch} watch */
  function readRoster({ roster }) {
    if (!roster) return;
    for (const element of all(roster, MAX_ROSTER)) {
      const name = label(element).slice(0, 256);
      if (!name || named.get(element) === name || names >= 10 * MAX_ROSTER) continue;
      named.set(element, name);
      names += 1;
      TallylightWire.push('isolated', { see: 'roster', name });
    }
  }

  /** A selector that this browser does not know must not blind the others. @param {string} css */
  function known(css) {
    try {
      document.createDocumentFragment().querySelector(css);
      return true;
    } catch {
      TallylightWire.drop(1);
      return false;
    }
  }

  /** @param {Watch} watch */
  function watch({ marks: list, regions, embeds, ...rest }) {
    /** @type {[string, string][]} */
    const named = [...list, ...embeds.map(([id, css]) => /** @type {[string, string]} */ ([`embed:${id}`, css]))];
    watched = { ...rest, embeds, marks: named.filter(([, css]) => known(css)), regions: regions.filter(([css]) => known(css)) };
    marks.clear();
    observer.disconnect();
    enter(document);
    for (const root of roots) observe(root);
    look();
  }

  function stop() {
    watched = undefined;
    observer.disconnect();
    clearTimeout(timer);
  }

  /** @param {(records: MutationRecord[]) => void} listener */
  const onRecords = (listener) => listeners.push(listener);

  /** @param {(root: Document | ShadowRoot) => void} listener */
  const onRoot = (listener) => entered.push(listener);

  return { watch, stop, onRecords, onRoot, enter, roots };
})();
