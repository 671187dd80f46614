// Starts the probe of this document: the handshake with the page's world, the first word to the background, and what comes back from it.
// Runs last of the isolated world's files and before the page-world probe, at document_start. Not here: what is watched (dom.js, chat.js).
'use strict';

(() => {
  /** The channel to the page-world probe, once it has announced itself. @type {string | undefined} */
  let secret;
  const target = window;
  /** Told one by one; more of them add nothing but noise, which is what somebody may want. */
  const MAX_TAMPERS = 32;
  let tampers = 0;

  /** The page-world probe runs next, before any code of the page: the first announcement is its, all later ones are somebody else's. */
  const announced = (/** @type {Event} */ event) => {
    event.stopImmediatePropagation();
    const word = /** @type {CustomEvent} */ (event).detail;
    if (secret !== undefined || typeof word !== 'string' || !/^[0-9a-f]{32}$/.test(word)) {
      tampered('second_handshake');
      return;
    }
    secret = word;
    target.addEventListener(word, heard, true);
  };

  /** A batch from the page-world probe. Everything in it could be forged: it is marked as the page's word. */
  const heard = (/** @type {Event} */ event) => {
    event.stopImmediatePropagation();
    const text = /** @type {CustomEvent} */ (event).detail;
    if (typeof text !== 'string' || text.length > 1 << 20) return malformed();
    try {
      const { o, d } = JSON.parse(text);
      for (const observation of o) TallylightWire.push('page', observation);
      if (d > 0) TallylightWire.drop(d);
      TallylightWire.flush();
    } catch {
      malformed();
    }
  };

  const malformed = () => tampered('malformed_message');

  /** @param {string} what */
  function tampered(what) {
    if ((tampers += 1) > MAX_TAMPERS) return TallylightWire.drop(1);
    TallylightWire.push('isolated', { see: 'tamper', what });
    TallylightWire.flush();
  }

  /** @param {object} command */
  function tellPage(command) {
    if (secret) target.dispatchEvent(new CustomEvent(`${secret}:do`, { detail: JSON.stringify(command) }));
  }

  /** @param {Effect[]} effects */
  function carry(effects) {
    for (const effect of effects) {
      switch (effect.effect) {
        case 'watch':
          TallylightDom.watch(effect.watch);
          TallylightChat.watch(effect.watch);
          TallylightGuard.watch(effect.watch);
          TallylightBanner.stand(effect.watch.corner);
          TallylightBanner.warm();
          break;
        case 'judged':
          TallylightChat.judged(effect.id, effect.links);
          break;
        case 'warn':
          TallylightBanner.show(effect.warning);
          break;
        case 'unwarn':
          TallylightBanner.hide(effect.uid);
          break;
        case 'gate':
          tellPage({ do: 'gate', on: effect.on });
          break;
        case 'shield':
          tellPage({ do: 'shield', on: effect.on });
          break;
      }
    }
  }

  target.addEventListener('tallylight', announced, true);
  // A page that stood there before us (Firefox puts the probe into open tabs when the extension is installed): what it asked or showed until
  // now, nobody saw. An empty frame is always complete when it begins and says nothing of the kind.
  const late = target.top === target && document.readyState !== 'loading';
  // By the time the document is parsed, the page-world probe has spoken or is missing; either is a fact about coverage.
  const settled = () => {
    if (late) TallylightWire.push('isolated', { see: 'probe', state: 'late' });
    TallylightWire.push('isolated', { see: 'probe', state: secret === undefined ? 'no_page_world' : 'ready' });
    TallylightWire.flush();
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', settled, { once: true });
  else settled();

  chrome.runtime.onMessage.addListener((message, _sender, respond) => {
    if (message?.effects) carry(message.effects);
    respond({});
  });
  TallylightBanner.onTamper((/** @type {string} */ what) => {
    TallylightWire.push('isolated', { see: 'tamper', what });
    TallylightWire.flush();
  });
  TallylightWire.open({
    effects: carry,
    gone: () => {
      TallylightDom.stop();
      tellPage({ do: 'stop' });
      TallylightBanner.say('reload_to_stay_protected');
    },
  });
})();
