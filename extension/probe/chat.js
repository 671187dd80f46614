// Reads new and changed text and links, and hands the suspicious ones to the core: joined over inline elements (clients wrap the host of a
// UNC path in a link of its own), with the raw href (the resolved one hides the evidence). A text that the core's prefilter does not match
// is forgotten here. What the core finds dangerous is remembered by node for the guard. Not here: verdicts.
'use strict';

// eslint-disable-next-line no-unused-vars
const TallylightChat = (() => {
  const MAX_TEXT = 16 * 1024;
  /** Blocks and links looked at in one go; the rest waits for the next. */
  const MAX_PER_LOOK = 400;
  const MAX_PENDING = 2000;
  const INLINE = new Set(
    'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD MARK Q S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR IMG'.split(' '),
  );
  const SKIP = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TEXTAREA', 'INPUT']);
  /** A text without any of these holds no path, scheme or entity, whatever stands around it. */
  const SEPARATOR = /[\\/:&%@.\u00a5\u20a9\u2044\u2215\u2216\u2571\u2572\u27cb\u27cd\u29f5\u29f8\u29f9\ufe68\uff0f\uff1a\uff3c\uffe5\uffe6\u{1d20f}]/u;

  /** @type {RegExp | undefined} */
  let prefilter;
  /** Blocks whose text is to be read. @type {Set<Element>} */
  const blocks = new Set();
  /** Links whose target is to be read. @type {Set<Element>} */
  const links = new Set();
  /** What was last read from a block or link. @type {WeakMap<Element, string>} */
  const read = new WeakMap();
  /** By number: where the text came from. @type {Map<number, Element>} */
  const pending = new Map();
  /** Elements of which the verdict is not back. @type {WeakMap<Element, Promise<void>>} */
  const waiting = new WeakMap();
  /** @type {Map<number, () => void>} */
  const settle = new Map();
  /** @type {WeakMap<Element, Held[]>} */
  const dangerous = new WeakMap();
  /** @type {((element: Element, found: Held[]) => void)[]} */
  const listeners = [];
  let id = 0;
  let scheduled = false;

  /** The element whose text a reader would see as one line around a node. @param {Node} node */
  function blockOf(node) {
    let element = node instanceof Element ? node : node.parentElement;
    while (element?.parentElement && INLINE.has(element.tagName)) element = element.parentElement;
    return element ?? undefined;
  }

  /** @param {Node} node */
  function take(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      takeText(/** @type {Text} */ (node));
      return;
    }
    if (!(node instanceof Element) || SKIP.has(node.tagName)) return;
    if (node.hasAttribute('href')) links.add(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (n) =>
      n instanceof Element && SKIP.has(n.tagName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      if (n.nodeType === Node.TEXT_NODE) takeText(/** @type {Text} */ (n));
      else if (/** @type {Element} */ (n).hasAttribute('href')) links.add(/** @type {Element} */ (n));
    }
  }

  /** @param {Text} text */
  function takeText(text) {
    if (!SEPARATOR.test(text.data)) return;
    const block = blockOf(text);
    if (block) blocks.add(block);
  }

  /** A text that was read before may have become harmless. @param {Node} node */
  function again(node) {
    const block = blockOf(node);
    if (block && read.has(block)) blocks.add(block);
  }

  /** @param {MutationRecord[]} records */
  function onRecords(records) {
    if (!prefilter) return;
    for (const record of records) {
      if (record.type === 'childList') {
        for (const node of record.addedNodes) take(node);
        // Something was taken out from between two halves.
        if (record.removedNodes.length > 0) again(record.target);
      } else if (record.type === 'characterData') {
        take(record.target);
        again(record.target);
      } else if (record.attributeName === 'href' && record.target instanceof Element) {
        links.add(record.target);
      }
    }
    look();
  }

  /** The text of a block in its parts, a `<br>` as a line's end, without the text of blocks in it.
   * @param {Element} block @returns {Generator<{ node: Node, text: string, at: number }>} */
  function* partsOf(block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (n) =>
      n instanceof Element && (SKIP.has(n.tagName) || !(INLINE.has(n.tagName) || n.tagName === 'BR'))
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
    );
    let at = 0;
    for (let node = walker.nextNode(); node && at < MAX_TEXT; node = walker.nextNode()) {
      const text = node.nodeType === Node.TEXT_NODE ? /** @type {Text} */ (node).data : node.nodeName === 'BR' ? '\n' : '';
      if (text) yield { node, text, at };
      at += text.length;
    }
  }

  /** @param {Element} block */
  function textOf(block) {
    let whole = '';
    for (const { text } of partsOf(block)) whole += text;
    return whole.slice(0, MAX_TEXT);
  }

  /** Where in a block's text an element of it stands. @param {Element} block @param {Element} element */
  function spanOf(block, element) {
    let [start, end] = [Infinity, 0];
    for (const { node, text, at } of partsOf(block)) {
      if (!element.contains(node)) continue;
      start = Math.min(start, at);
      end = Math.max(end, at + text.length);
    }
    return { start, end };
  }

  /** A piece of an element's text, as a range. @param {Element} element @param {number} start @param {number} end */
  function rangeOf(element, start, end) {
    const range = document.createRange();
    let begun = false;
    for (const { node, text, at } of partsOf(element)) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      if (!begun && start < at + text.length) {
        range.setStart(node, Math.max(0, start - at));
        begun = true;
      }
      if (begun && end <= at + text.length) {
        range.setEnd(node, Math.max(0, end - at));
        return range;
      }
    }
    return undefined;
  }

  /** @param {Element} block */
  function readBlock(block) {
    blocks.delete(block);
    const text = textOf(block);
    if (read.get(block) === text) return;
    read.set(block, text);
    if (prefilter?.test(text)) forward(block, { kind: 'text', text });
    else clean(block);
  }

  /** @param {Element} link */
  function readLink(link) {
    links.delete(link);
    const href = (link.getAttribute('href') ?? '').slice(0, MAX_TEXT);
    if (read.get(link) === href) return;
    read.set(link, href);
    if (prefilter?.test(href)) forward(link, { kind: 'text', text: (link.textContent ?? '').slice(0, MAX_TEXT), href });
    else clean(link);
  }

  /** Reads a link of which no record told yet: one that changed a moment ago, waits its turn, or is in a shadow root that was attached
   * to an element already there. @param {Element} link */
  function catchUp(link) {
    if (!prefilter) return;
    const root = link.getRootNode();
    if (root instanceof ShadowRoot) TallylightDom.enter(root);
    const block = blockOf(link);
    if (block && block !== link) readBlock(block);
    readLink(link);
    TallylightWire.flush();
  }

  function look() {
    let budget = MAX_PER_LOOK;
    for (const block of blocks) {
      if (budget-- <= 0) break;
      readBlock(block);
    }
    for (const link of links) {
      if (budget-- <= 0) break;
      readLink(link);
    }
    TallylightWire.flush();
    if ((blocks.size > 0 || links.size > 0) && !scheduled) later();
  }

  function later() {
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      look();
    }, 0);
  }

  /** @param {Element} element @param {{ kind: string, text: string, href?: string }} text */
  function forward(element, text) {
    if (pending.size >= MAX_PENDING) {
      TallylightWire.drop(1);
      return;
    }
    id += 1;
    const mine = id;
    pending.set(mine, element);
    waiting.set(element, new Promise((resolve) => settle.set(mine, resolve)));
    TallylightWire.push('isolated', { see: 'text', id: mine, ...text });
  }

  /** @param {Element} element */
  function clean(element) {
    if (dangerous.delete(element)) for (const listener of listeners) listener(element, []);
  }

  /** The core's verdict on a text. @param {number} number @param {Held[]} found */
  function judged(number, found) {
    const element = pending.get(number);
    pending.delete(number);
    settle.get(number)?.();
    settle.delete(number);
    if (!element) return;
    waiting.delete(element);
    if (found.length === 0) return clean(element);
    dangerous.set(element, found);
    for (const listener of listeners) listener(element, found);
  }

  /** @param {Watch} watch */
  function watch(watch) {
    prefilter = watch.prefilter ? new RegExp(watch.prefilter, 'u') : undefined;
    for (const root of TallylightDom.roots) for (const child of root.children) take(child);
    look();
  }

  TallylightDom.onRecords(onRecords);
  TallylightDom.onRoot((root) => {
    for (const child of root.children) take(child);
    // Records are looked at right after; a root that a click led to is not told of by any.
    if (prefilter && !scheduled) later();
  });
  return {
    watch,
    judged,
    catchUp,
    blockOf,
    spanOf,
    rangeOf,
    /** What is dangerous about an element; a promise while the verdict is not back. @param {Element} element */
    verdict: (element) => waiting.get(element) ?? dangerous.get(element),
    /** @param {(element: Element, found: Held[]) => void} listener */
    onVerdict: (listener) => listeners.push(listener),
  };
})();
