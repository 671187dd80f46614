// Marks what is dangerous in a text or a link without touching the page's nodes: the highlight registry paints the words, and an overlay of our
// own rings them with a warning sign, which also works where the registry does not reach (shadow trees, links without words). Not here: what
// is dangerous (the core's verdict), the held click (guard.js).
'use strict';

// eslint-disable-next-line no-unused-vars
const TallylightMarks = (() => {
  const NAME = 'tallylight-danger';
  /** Elements that keep a mark; the oldest lose theirs. */
  const MAX_MARKED = 500;
  /** Rings drawn at once: more do not fit a screen. */
  const MAX_RINGS = 100;
  const STYLE = `
.ring{position:fixed;box-sizing:border-box;border:2px solid #c62828;border-radius:4px}
.first::before{content:"!";position:absolute;inset-block-start:-9px;inset-inline-start:-9px;width:16px;height:16px;border-radius:50%;background:#c62828;color:#fff;font:700 12px/16px system-ui,sans-serif;text-align:center}`;

  /** By element: where its dangerous words are; none where it has no words. @type {Map<Element, Range[]>} */
  const marked = new Map();
  const highlight = typeof Highlight === 'undefined' ? undefined : new Highlight();
  /** @type {HTMLElement | undefined} */
  let host;
  /** @type {ShadowRoot | undefined} */
  let root;
  let scheduled = false;

  /** @param {Element} element @param {Held[]} held */
  function mark(element, held) {
    forget(element);
    const holding = held.filter((h) => h.hold);
    if (holding.length > 0) {
      const ranges = holding.map((h) => TallylightChat.rangeOf(element, h.start, h.end)).filter((r) => r !== undefined);
      marked.set(element, ranges);
      for (const range of ranges) highlight?.add(range);
      if (highlight) CSS.highlights.set(NAME, highlight);
      if (marked.size > MAX_MARKED) forget(/** @type {Element} */ (marked.keys().next().value));
    }
    // At once: the frame in which the text appears is not over yet.
    draw();
  }

  /** @param {Element} element */
  function forget(element) {
    for (const range of marked.get(element) ?? []) highlight?.delete(range);
    marked.delete(element);
  }

  /** Rings every mark that can be seen now. */
  function draw() {
    scheduled = false;
    const rings = [];
    for (const [element, ranges] of marked) {
      if (!element.isConnected) {
        forget(element);
        continue;
      }
      const lists = ranges.length > 0 ? ranges.map((range) => range.getClientRects()) : [[element.getBoundingClientRect()]];
      for (const list of lists) for (const [n, rect] of [...list].entries()) if (rings.length < MAX_RINGS && isSeen(element, rect)) rings.push({ rect, first: n === 0 });
    }
    if (rings.length > 0) raise();
    else if (!root) return;
    const drawn = rings.map(({ rect, first }) => {
      const ring = Object.assign(document.createElement('div'), { className: first ? 'ring first' : 'ring' });
      ring.style.cssText = `left:${rect.left - 3}px;top:${rect.top - 2}px;width:${rect.width + 6}px;height:${rect.height + 4}px`;
      return ring;
    });
    const style = Object.assign(document.createElement('style'), { textContent: STYLE });
    root?.replaceChildren(style, ...drawn);
    if (drawn.length === 0) {
      host?.remove();
      host = root = undefined;
    }
  }

  /** Whether a rectangle of an element is on the screen, and nothing lies over it. @param {Element} element @param {DOMRect} rect */
  function isSeen(element, { left, top, width, height }) {
    const [x, y] = [left + width / 2, top + height / 2];
    if (width < 1 || height < 1 || x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
    const there = /** @type {Document | ShadowRoot} */ (element.getRootNode()).elementFromPoint(x, y);
    return !there || there.contains(element) || element.contains(there);
  }

  /** Puts the overlay in place: above everything, and in nobody's way. */
  function raise() {
    if (host?.isConnected) return;
    host = document.createElement('div');
    host.style.cssText = 'all:initial!important;display:block!important;position:fixed!important;inset:0!important;pointer-events:none!important';
    host.popover = 'manual';
    host.ariaHidden = 'true';
    root = host.attachShadow({ mode: 'closed' });
    document.documentElement.append(host);
    host.showPopover();
  }

  /** Things may have moved: once before the next frame, and not at all while nothing is marked. */
  function moved() {
    if (scheduled || marked.size === 0) return;
    scheduled = true;
    requestAnimationFrame(draw);
  }

  TallylightChat.onVerdict(mark);
  TallylightDom.onRecords(moved);
  for (const type of ['scroll', 'resize', 'load', 'transitionend', 'toggle']) addEventListener(type, moved, { capture: true, passive: true });
})();
