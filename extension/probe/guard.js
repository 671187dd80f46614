// Holds the click on a dangerous link, says why, and leaves a deliberate way through unless policy forbids it. Acts on trusted events only.
// Not here: verdicts (the core's), reading (chat.js), marks (marks.js).
'use strict';

// eslint-disable-next-line no-unused-vars
const TallylightGuard = (() => {
  const { say } = TallylightWords;
  const STYLE = `
.card{color-scheme:light dark;inset:0;margin:auto;width:360px;max-width:calc(100vw - 32px);max-height:calc(100vh - 32px);overflow:auto;box-sizing:border-box;padding:18px 18px 14px;
border:1px solid #8886;border-radius:14px;box-shadow:0 1px 2px #0003,0 10px 32px #0005;background:Canvas;color:CanvasText;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
h2{margin:0 0 6px;font-size:16px;line-height:1.3}
p{margin:0 0 8px}
code{display:block;margin:8px 0;padding:8px 10px;border-radius:8px;background:color-mix(in srgb,CanvasText 9%,Canvas);font:13px/1.4 ui-monospace,monospace}
div div{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}
button{border:1px solid #0000;border-radius:8px;padding:6px 12px;min-height:32px;font:600 13px system-ui,sans-serif;background:color-mix(in srgb,CanvasText 9%,Canvas);color:inherit}
button:last-child:not(:first-child){margin-inline-start:auto;background:none;font-weight:400;text-decoration:underline}
@media(forced-colors:active){button{border-color:ButtonText}}`;

  let on = true;
  let through = true;
  /** The event that is let through: a held one, replayed. @type {Event | undefined} */
  let replayed;
  /** @type {HTMLElement | undefined} */
  let host;

  /** The link that an event would follow. @param {Event} event @returns {Element | undefined} */
  function linkOf(event) {
    return /** @type {Element | undefined} */ (event.composedPath().find((node) => node instanceof Element && node.matches('a[href],area[href],[href][role=link]')));
  }

  /** What is known against following a link: its target's verdict, and that of the text around it where the two overlap.
   * @param {Element} link @returns {Held[] | Promise<void> | undefined} */
  function against(link) {
    TallylightChat.catchUp(link);
    const own = TallylightChat.verdict(link);
    if (own) return Array.isArray(own) ? own.filter((h) => h.hold) : own;
    const block = TallylightChat.blockOf(link);
    const around = block && block !== link ? TallylightChat.verdict(block) : undefined;
    if (!block || !around || !Array.isArray(around)) return around;
    const { start, end } = TallylightChat.spanOf(block, link);
    return around.filter((h) => h.hold && h.start < end && h.end > start);
  }

  /** @param {Event} event */
  function hold(event) {
    if (!on || !event.isTrusted || event === replayed) return;
    if (event instanceof KeyboardEvent && event.key !== 'Enter') return;
    const link = linkOf(event);
    const held = link && against(link);
    if (!link || !held || (Array.isArray(held) && held.length === 0)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (Array.isArray(held)) explain(link, event, held);
    else {
      // The verdict is on its way: clean, and the click goes on as if nothing had been. A drag or a menu cannot be made to go on: it is
      // begun again by whoever began it.
      void held.then(() => {
        const known = against(link);
        if (Array.isArray(known) && known.length > 0) explain(link, event, known);
        else if (event.type !== 'dragstart' && event.type !== 'contextmenu') follow(link, event);
      });
    }
  }

  /** Does what the held event would have done. @param {Element} link @param {Event} event */
  function follow(link, event) {
    const { ctrlKey, metaKey, shiftKey, altKey } = /** @type {MouseEvent} */ (event);
    // Nobody can send a middle click that acts; one with Ctrl does the same.
    const middle = event.type === 'auxclick';
    replayed = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, view: window, ctrlKey: ctrlKey || middle, metaKey, shiftKey, altKey });
    link.dispatchEvent(replayed);
    replayed = undefined;
  }

  /** @param {string} tag @param {string} [words] */
  const make = (tag, words = '') => Object.assign(document.createElement(tag), { textContent: words });

  /** @param {Element} link @param {Event} event @param {Held[]} held gravest first */
  function explain(link, event, held) {
    const [worst] = held;
    if (!worst) return;
    close();
    host = make('div');
    host.style.cssText = 'all:initial!important;display:block!important;position:fixed!important';
    const root = host.attachShadow({ mode: 'closed' });
    const card = Object.assign(make('div'), { popover: 'manual', role: 'alertdialog', lang: say('lang'), dir: say('dir'), ariaLabel: say(worst.title), tabIndex: -1 });
    card.className = 'card';
    const buttons = make('div');
    buttons.append(button('guard_close', close), button('guard_copy', () => void navigator.clipboard.writeText(worst.harmless).then(close, close)));
    if (through && held.every(({ proceed }) => proceed)) buttons.append(button('guard_proceed', () => (close(), follow(link, event))));
    const where = worst.host ? say('guard_leads_to', { host: worst.host }) : '';
    const { rule } = held.find((h) => h.rule) ?? {};
    card.append(make('h2', say(worst.title)), make('p', [say('guard_held'), where].filter(Boolean).join(' ')), make('code', worst.harmless));
    if (rule) card.append(make('p', say(rule.name, rule.args)));
    card.append(buttons);
    card.onkeydown = (e) => {
      if (e.isTrusted && e.key === 'Escape') close();
      e.stopPropagation();
    };
    root.append(make('style', STYLE), card);
    document.documentElement.append(host);
    card.showPopover();
    // Whoever follows links by keyboard is where the focus is; a pointer leaves the focus alone.
    if (event instanceof KeyboardEvent) card.focus();
  }

  /** @param {string} words @param {() => void} act */
  function button(words, act) {
    const node = make('button', say(words));
    node.onmousedown = (event) => event.preventDefault();
    node.onclick = (event) => event.isTrusted && act();
    return node;
  }

  function close() {
    host?.remove();
    host = undefined;
  }

  /** Dragging a link to the desktop or another window follows it there. @param {DragEvent} event */
  const drag = (event) => hold(event);

  for (const type of ['click', 'auxclick', 'keydown', 'contextmenu']) addEventListener(type, hold, true);
  addEventListener('dragstart', drag, true);

  return {
    /** @param {Watch} watch */
    watch: (watch) => {
      on = watch.guard;
      through = watch.proceed;
    },
  };
})();
