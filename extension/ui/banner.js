// The card in the meeting's corner that shows warnings; runs in the isolated world, after words.js and before extension/probe. It informs,
// and holds nothing that matters to security: no page can touch the toolbar button and the popup, which are the authority.

/** @typedef {{uid: string, severity: string, urgent: boolean, title: string, when: string, advice: string, rule: string, args: Args}} Warning */

// `var`, so that a second injection after an update replaces the first instead of failing on it.
var TallylightBanner = ((/** @type {any} */ before) => {
  before?.clear?.();

  const { say, keep } = TallylightWords;
  const RANK = ['info', 'low', 'medium', 'high', 'critical'];
  const MAX_SHOWN = 20;
  const TITLES = 4;
  /** How often a hidden card is put back before we leave it be. */
  const MAX_RESTORES = 30;
  // Inline and important: no style sheet of the page is stronger. In the top layer: nothing of the page is above it.
  const HOST = 'all:initial!important;display:block!important;position:fixed!important';
  const STYLE = `
.card{color-scheme:light dark;--soft:color-mix(in srgb,CanvasText 68%,Canvas);--tint:color-mix(in srgb,CanvasText 9%,Canvas)}
.card{--top:min(72px,10vh);inset:var(--top) auto auto 16px;box-sizing:border-box;margin:0;padding:0;width:348px;max-width:calc(100vw - 32px);max-height:calc(100vh - 104px - var(--top));
border:1px solid #8886;border-radius:14px;box-shadow:0 1px 2px #0003,0 10px 32px #0005;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere;
animation:in .18s ease-out}
.card.end,.card:dir(rtl){inset:var(--top) 16px auto auto}
.card.end:dir(rtl){inset:var(--top) auto auto 16px}
.card.bottom{inset-block:auto 88px!important}
@keyframes in{from{translate:0 -8px}}
header{display:flex;align-items:center;gap:9px;padding-block:8px;padding-inline:17px 8px}
header span{flex:1;font-size:12px;font-weight:600;color:var(--soft)}
i{width:10px;height:10px;border-radius:50%;background:#c77700;box-shadow:0 0 0 3px #c7770044;forced-color-adjust:none}
.urgent i{background:#e5343d;box-shadow:0 0 0 3px #e5343d44}
section{padding:0 16px 12px}
section~section{border-top:1px solid var(--tint);padding-top:10px}
h2{margin:0;font-size:16px;line-height:1.3}
p{margin:4px 0 0}
h2+p{color:var(--soft);font-size:12px}
button{border:1px solid #0000;border-radius:8px;padding:4px 10px;min-height:28px;font:600 13px system-ui,sans-serif;background:none;color:inherit}
section button{margin-top:9px;background:var(--tint)}
button:hover{background:color-mix(in srgb,CanvasText 16%,Canvas)}
.more{margin:0 6px 8px;color:var(--soft)}
.one section~section h2{font-size:14px}
.small section,.small .more,.one section~section>:not(h2),.one section:nth-of-type(n + ${TITLES + 1}){display:none}
.small{width:auto}
.small span{font-size:13px;color:CanvasText}
@media(prefers-reduced-motion){.card{animation:none}}
@media(forced-colors:active){button{border-color:ButtonText}}
@media print{.card{display:none}}`;

  /** @type {{warning: Warning, node: HTMLElement}[]} gravest first */ let shown = [];
  /** @type {Map<string, string>} uid and title of what was put away */ const dismissed = new Map();
  /** @type {HTMLElement} */ let host;
  /** @type {HTMLElement} */ let card;
  /** @type {HTMLElement} */ let name;
  /** @type {HTMLElement} */ let fold;
  /** @type {HTMLElement} */ let more;
  /** What the corner adds to the card's class. */ let corner = '';
  let [small, one, hostStyle, restores, strikes] = [false, true, '', 0, 0];
  /** @type {Element | null} */ let modal = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */ let watch;
  /** @type {(what: string) => void} */ let tampered = () => {};
  /** @type {(uid: string) => void} */ let putAway = () => {};

  /** @param {string} tag @param {string} [words] */
  const make = (tag, words = '') => Object.assign(document.createElement(tag), { textContent: words });

  /** Pressed by people only; leaves the focus where it was. @param {() => void} act @param {string} [words] */
  const button = (act, words) => {
    const node = make('button', words);
    node.onmousedown = (event) => event.preventDefault();
    node.onclick = (event) => event.isTrusted && act();
    return node;
  };

  const build = () => {
    host = make('div');
    host.style.cssText = HOST;
    hostStyle = host.style.cssText;
    const root = host.attachShadow({ mode: 'closed' });
    card = Object.assign(make('div'), { popover: 'manual', lang: say('lang'), dir: say('dir'), role: 'region', ariaLabel: say('banner_region') });
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make('style', STYLE)); // Firefox lets no content script's sheet into a page's root
    }
    const header = make('header');
    name = make('span');
    fold = button(() => draw((small = !small)));
    more = button(() => draw((one = !one)));
    more.className = 'more';
    header.append(make('i'), name, fold);
    card.append(header, more);
    card.onkeydown = (event) => {
      if (event.key !== 'Escape' || !event.isTrusted) return;
      event.stopPropagation();
      if (shown[0]) dismiss(shown[0].warning);
    };
    root.append(card);
  };

  /** @param {Warning} warning @param {HTMLElement} [node] */
  const section = (warning, node = make('section')) => {
    const { uid, urgent, title, when, advice, rule, args } = warning;
    node.dataset.uid = uid;
    node.role = urgent ? 'alert' : 'status';
    node.replaceChildren(
      make('h2', say(title, args)),
      make('p', [args.client, when && say(when, args)].filter(Boolean).join(' · ')),
      make('p', advice && say(advice, args)),
      ...(rule ? [make('p', say(rule, args))] : []),
      button(() => dismiss(warning), say('banner_dismiss')),
    );
    return node;
  };

  /** @param {boolean} [_] */
  const draw = (_) => {
    if (!shown[0]) return clear();
    const { urgent, title, args } = shown[0].warning;
    card.className = `card${corner}${urgent ? ' urgent' : ''}${small ? ' small' : ''}${one ? ' one' : ''}`;
    name.textContent = small ? say(title, args) : 'Tallylight';
    fold.textContent = small ? '＋' : '－';
    fold.ariaLabel = say(small ? 'banner_expand' : 'banner_collapse');
    fold.ariaExpanded = String(!small);
    more.hidden = shown.length < 2;
    const hidden = shown.length - TITLES;
    more.textContent = one ? (hidden > 0 ? say('banner_more', { count: hidden }) : say('banner_expand')) : say('banner_collapse');
    // Who moves a node has it read out again: only what stands wrong is moved.
    shown.forEach(({ node }, i) => card.children[i + 1] !== node && card.insertBefore(node, card.children[i + 1] || more));
    place();
  };

  /** Puts the card into the page, last (pages count on what comes first), and on top. */
  const place = () => {
    if (!document.body) return addEventListener('DOMContentLoaded', place, { once: true });
    if (!host.isConnected) document.documentElement.append(host);
    if (!card.matches(':popover-open')) card.showPopover();
    if (watch) return;
    watch = setInterval(look, 1000);
    changes.observe(document.documentElement, { childList: true });
    changes.observe(host, { attributes: true });
    sight.observe(card);
    document.addEventListener('fullscreenchange', raise);
  };

  /** What entered the top layer after us is above us: enter it again. */
  const raise = () => {
    card.hidePopover();
    card.showPopover();
  };

  /** Does the page hide the card? @param {any} [covered] */
  const look = (covered) => {
    if (document.visibilityState !== 'visible' || !watch) return;
    const { left, top, width, height } = card.getBoundingClientRect();
    // Behind a modal dialog the card is inert, so not hit, and perhaps covered: come before it once.
    const dialog = document.querySelector(':modal');
    if (dialog && dialog !== modal && host.isConnected) raise();
    modal = dialog;
    const hit = dialog || document.elementFromPoint(left + width / 2, top + 20) === host;
    const whole = host.isConnected && host.style.cssText === hostStyle && width > 60 && height > 20;
    if (whole && hit && covered !== true) {
      strikes = Math.max(0, strikes - 0.02);
      return;
    }
    // A framework rebuilds a document once, and a meeting has dialogs of its own: who does it again and again means it.
    strikes += whole ? 0.34 : 1;
    if (strikes > 1) tampered('banner_hidden');
    if (++restores > MAX_RESTORES) return rest();
    host.style.cssText = HOST;
    place();
    raise();
  };

  const changes = new MutationObserver(look);
  // Chromium tells what is really seen, also under what lets clicks through.
  const sight = new IntersectionObserver(
    (entries) => look(entries.some((entry) => entry.isIntersecting && /** @type {any} */ (entry).isVisible === false && entry.time > quiet)),
    /** @type {any} */ ({ trackVisibility: true, delay: 100 }),
  );
  const quiet = 400;

  const rest = () => {
    clearInterval(watch);
    watch = undefined;
    changes.disconnect();
    sight.disconnect();
    document.removeEventListener('fullscreenchange', raise);
  };

  const clear = () => {
    rest();
    host?.remove();
    shown = [];
  };

  /** @param {Warning} warning */
  const dismiss = ({ uid, title }) => {
    dismissed.set(uid, title);
    hide(uid);
    putAway(uid);
  };

  /** Shows a warning, or its words anew. What was put away stays away until it says something else. @param {Warning} warning */
  const show = (warning) => {
    const { uid, title, urgent } = warning;
    const old = shown.find((s) => s.warning.uid === uid);
    if (dismissed.get(uid) === title || (!old && shown.length >= MAX_SHOWN)) return;
    if (JSON.stringify(old?.warning) === JSON.stringify(warning)) return;
    if (!host) build();
    // What is new and urgent is not left folded away.
    if (urgent && old?.warning.title !== title) small = false;
    const node = section(warning, old?.node);
    const weight = (/** @type {Warning} */ w) => (w.urgent ? 9 : 0) + RANK.indexOf(w.severity);
    shown = [{ warning, node }, ...shown.filter((s) => s !== old)].sort((a, b) => weight(b.warning) - weight(a.warning));
    draw();
  };

  /** Takes a warning back. @param {string} uid */
  const hide = (uid) => {
    const gone = shown.find((s) => s.warning.uid === uid);
    gone?.node.remove();
    shown = shown.filter((s) => s !== gone);
    if (gone) draw();
  };

  /** @param {string} where */
  const stand = (where) => {
    const before = corner;
    corner = ` ${where.replace('_', ' ')}`;
    if (corner !== before && shown[0]) draw();
  };

  /** Makes ready what would take the first warning 50 ms: called for a page that is a meeting, when it has nothing better to do. */
  const warm = () => {
    keep('lang', 'dir', 'banner_region', 'banner_dismiss', 'banner_collapse', 'reload_to_stay_protected');
    if (!host) build();
  };

  return {
    show,
    hide,
    clear,
    /** Where it stands: `top_start`, `bottom_end`… */
    stand,
    warm: () => void requestIdleCallback(warm, { timeout: 1000 }),
    /** Says something of our own. @param {string} title @param {Args} [args] */
    say: (title, args = {}) => show({ uid: title, severity: 'medium', urgent: false, title, when: '', advice: '', rule: '', args }),
    /** Calls back when the page hides the card. @param {typeof tampered} told */
    onTamper: (told) => void (tampered = told),
    /** Calls back when the person puts a warning away. @param {typeof putAway} told */
    onDismiss: (told) => void (putAway = told),
  };
})(/** @type {any} */ (globalThis).TallylightBanner);
