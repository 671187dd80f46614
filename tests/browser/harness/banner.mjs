// What a person sees in the page, and when. The banner lives in a closed shadow root, which the page cannot open; the driver can. The
// time at which a warning became visible is taken inside the page, by its own clock, so that it can be set against the page's own events.
import { until } from './until.mjs';

/**
 * @typedef {object} Shown a warning on the screen
 * @property {string} uid of its finding, where the banner names it
 * @property {string} role
 * @property {string} text
 * @property {number} shown `performance.now()` when it had a visible box
 * @property {number} painted the same, after the next frame
 */

/**
 * Runs in the page before any of its code: notes when an element comes to stand beside `<body>`, which is where banners live. Calls no
 * built-in that a hostile page may have broken.
 */
function noteHosts() {
  /** @type {{ element: Element, shown: number, painted: number }[]} */
  const hosts = [];
  /** @type {(at: number) => void} */
  let first;
  const painted = new Promise((resolve) => (first = resolve));
  const note = () => {
    const children = document.documentElement.children;
    for (let i = 0; i < children.length; i += 1) {
      const element = /** @type {Element} */ (children[i]);
      let known = false;
      for (let k = 0; k < hosts.length; k += 1) known ||= hosts[k]?.element === element;
      if (known) continue;
      const times = { element, shown: performance.now(), painted: 0 };
      hosts[hosts.length] = times;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => first((times.painted = performance.now()));
        port2.postMessage(null);
      });
    }
  };
  new MutationObserver(note).observe(document, { childList: true });
  const onRoot = () => new MutationObserver(note).observe(document.documentElement, { childList: true });
  if (document.documentElement) onRoot();
  else document.addEventListener('readystatechange', onRoot, { once: true });
  Object.defineProperty(globalThis, Symbol.for('tallylight test hosts'), { value: hosts });
  Object.defineProperty(globalThis, Symbol.for('tallylight test painted'), { value: painted });
}

/** Runs in the page on the banner's root: from the first call on, notes when each warning becomes visible. Returns what has been so far. */
function watchRoot(/** @type {ShadowRoot & { [key: symbol]: any }} */ root) {
  const KEY = Symbol.for('tallylight test warnings');
  const known = root[KEY];
  if (known) return known.list();
  /** @type {Map<string, { uid: string, role: string, text: string, shown: number, painted: number }>} */
  const warnings = new Map();
  const isVisible = (/** @type {Element} */ element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const look = (/** @type {number} */ now, /** @type {number} */ painted = 0) => {
    for (const element of root.querySelectorAll('[data-uid]')) {
      const uid = element.getAttribute('data-uid') ?? '';
      if (!uid || warnings.has(uid)) continue;
      if (!isVisible(element)) {
        requestAnimationFrame(() => look(performance.now()));
        continue;
      }
      const role = element.closest('[role]')?.getAttribute('role') ?? element.querySelector('[role]')?.getAttribute('role') ?? '';
      const warning = { uid, role, text: /** @type {HTMLElement} */ (element).innerText.trim(), shown: now, painted };
      warnings.set(uid, warning);
      if (painted > 0) continue;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (warning.painted = performance.now());
        port2.postMessage(null);
      });
    }
  };
  new MutationObserver(() => look(performance.now())).observe(root, { subtree: true, childList: true, attributes: true });
  // The host comes with its first warning.
  const hosts = /** @type {any} */ (globalThis)[Symbol.for('tallylight test hosts')] ?? [];
  const host = hosts.find((/** @type {any} */ { element }) => element === root.host);
  look(host?.shown ?? performance.now(), host?.painted);
  root[KEY] = { list: () => [...warnings.values()] };
  return root[KEY].list();
}

/** Runs in the page on the banner's root: which warnings stand there now. */
function standing(/** @type {ShadowRoot} */ root) {
  return [...root.querySelectorAll('[data-uid]')].filter((element) => element.checkVisibility()).map((element) => element.getAttribute('data-uid'));
}

/** Runs in the page on the banner's root: where the first warning's own button is. */
function firstButton(/** @type {ShadowRoot} */ root) {
  const button = [...root.querySelectorAll('[data-uid] button')].find((element) => element.checkVisibility());
  if (!button) return null;
  const { left, top, width, height } = button.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** Runs in the page on a closed root: the guard's card, if this root holds it. */
function guardCard(/** @type {ShadowRoot} */ root) {
  const card = root.querySelector('[role=alertdialog]');
  if (!card?.checkVisibility()) return null;
  const buttons = [...card.querySelectorAll('button')].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { text: element.innerText, x: left + width / 2, y: top + height / 2 };
  });
  return { text: /** @type {HTMLElement} */ (card).innerText, code: card.querySelector('code')?.textContent ?? '', buttons };
}

/** Runs in the page on a closed root: the rings around what is dangerous, if this root holds them. */
function ringsIn(/** @type {ShadowRoot} */ root) {
  return [...root.querySelectorAll('.ring')].filter((ring) => ring.checkVisibility()).map((ring) => {
    const { left, top, right, bottom } = ring.getBoundingClientRect();
    return { left, top, right, bottom };
  });
}

export class Banner {
  /** @type {import('./rig.mjs').Page} */
  #page;
  /** @type {import('./rig.mjs').Driver} */
  #driver;
  /** What was shown, also by a banner that is gone. @type {Map<string, Shown>} */
  #shown = new Map();

  /** @param {import('./rig.mjs').Page} page @param {import('./rig.mjs').Driver} driver */
  constructor(page, driver) {
    this.#page = page;
    this.#driver = driver;
  }

  async prepare() {
    await this.#page.evaluateOnNewDocument(noteHosts);
  }

  /** Every warning shown so far. @returns {Promise<Shown[]>} */
  async shown() {
    const roots = await this.#driver.closedRoots(this.#page);
    for (const warning of (await roots.call(watchRoot.toString())).flat()) this.#shown.set(warning.uid, warning);
    return [...this.#shown.values()];
  }

  /** When the page's first warning was painted. Asks once and disturbs nothing meanwhile: for who measures. @returns {Promise<number>} */
  firstPainted() {
    return this.#page.evaluate(() => /** @type {any} */ (globalThis)[Symbol.for('tallylight test painted')]);
  }

  /** The uids of the warnings that stand on the screen now. @returns {Promise<string[]>} */
  async standing() {
    const roots = await this.#driver.closedRoots(this.#page);
    return (await roots.call(standing.toString())).flat();
  }

  /** The card of a held link, while it stands. @returns {Promise<{ text: string, code: string, buttons: { text: string, x: number, y: number }[] } | undefined>} */
  async held() {
    const roots = await this.#driver.closedRoots(this.#page);
    return (await roots.call(guardCard.toString())).find(Boolean);
  }

  /** Where something is marked as dangerous on the screen. @returns {Promise<{ left: number, top: number, right: number, bottom: number }[]>} */
  async rings() {
    const roots = await this.#driver.closedRoots(this.#page);
    return (await roots.call(ringsIn.toString())).flat();
  }

  /** What the warnings that stand on the screen say now. @returns {Promise<string[]>} */
  async texts() {
    const roots = await this.#driver.closedRoots(this.#page);
    return (await roots.call("(root) => [...root.querySelectorAll('[data-uid]')].map((element) => element.textContent)")).flat();
  }

  /** Puts every warning away, one after the other, as a person would: with the mouse. */
  async dismiss() {
    for (let left = (await this.standing()).length; left > 0; left -= 1) {
      const before = await this.standing();
      if (before.length === 0) return;
      const roots = await this.#driver.closedRoots(this.#page);
      const place = (await roots.call(firstButton.toString())).find(Boolean);
      if (!place) throw new Error('the banner has a warning and no button');
      await this.#page.mouse.click(place.x, place.y);
      await until('a warning is put away', async () => !(await this.standing()).includes(before[0] ?? ''));
    }
  }
}
