// How each client names its parts: the classes, ids and roles that are known of it. Selectors of a test page, not of the product: if the
// product's catalogue and these drift apart, a test turns red. Not here: what the parts look like (look.css) or do (room.mjs).

/**
 * @typedef {Record<string, string>} Attributes
 * @typedef {string | { href: string, text?: string }} Piece of a chat message: words, or a link
 * @typedef {object} Dialect
 * @property {string} id as in the product's catalogue
 * @property {Record<'prejoin' | 'name' | 'join' | 'meeting' | 'info' | 'controls' | 'leave' | 'chat' | 'list' | 'roster', Attributes>} parts
 * @property {() => HTMLElement} indicator that a recording runs
 * @property {(agree: () => void) => HTMLElement} consent
 * @property {(sender: string, pieces: Piece[]) => HTMLElement} message
 */

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} [children]
 */
export function make(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {Piece} piece */
const inline = (piece) =>
  typeof piece === 'string' ? piece : make('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer' }, [piece.text ?? piece.href]);

/** @param {string} tag @param {Attributes} attributes @param {string} text @param {() => void} act */
function button(tag, attributes, text, act) {
  const element = make(tag, attributes, [text]);
  element.addEventListener('click', act);
  return element;
}

/** Zoom's web client. Its indicator is a sprite: no text, no role. @type {Dialect} */
const zoom = {
  id: 'zoom',
  parts: {
    prejoin: { class: 'preview-root' },
    name: { id: 'input-for-name' },
    join: { class: 'preview-join-button', type: 'button' },
    meeting: { class: 'meeting-app', id: 'wc-container-left' },
    info: { class: 'meeting-info-container--left-side' },
    controls: { id: 'wc-footer' },
    leave: { class: 'footer__leave-btn', 'aria-label': 'Leave' },
    chat: { id: 'chat-window', class: 'chat-container' },
    list: { id: 'chat-list-content', role: 'application', 'aria-label': 'Chat Message List' },
    roster: { class: 'participants-item__display-name' },
  },
  indicator: () =>
    make('div', { title: 'Recording to cloud', class: 'meeting-info-container__wrapper recording-indication__recording-container' }, [
      make('span', { class: 'recording-indication__recording-status' }, [make('span', { class: 'recording-indication__recording-icon' })]),
    ]),
  consent: (agree) =>
    make('div', { class: 'zm-modal-legacy recording-disclaimer-dialog', role: 'dialog', 'aria-modal': 'true' }, [
      make('h2', {}, ['This meeting is being recorded']),
      make('p', {}, ['By staying in this meeting, you consent to being recorded.']),
      make('div', { class: 'buttons' }, [
        button('button', { type: 'button' }, 'Leave Meeting', () => undefined),
        button('button', { type: 'button', class: 'primary' }, 'Got it', agree),
      ]),
    ]),
  message: (sender, pieces) =>
    make('div', { class: 'chat-item-container' }, [
      make('div', { class: 'chat-item__sender' }, [sender]),
      make('div', { class: 'new-chat-message__container', role: 'row' }, [
        make('div', { class: 'new-chat-message__text-box new-chat-message__text-content' }, pieces.map(inline)),
      ]),
    ]),
};

/** The first command of this path is all that tells Jitsi's recording label from its live-stream label. */
const RECORD_PATH = 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Zm-4 0a5 5 0 1 1-10 0 5 5 0 0 1 10 0Z';

/** @returns {HTMLElement} */
function jitsiIcon() {
  const holder = make('div', { class: 'jitsi-icon' });
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', width: '16', height: '16', fill: 'currentColor' })) svg.setAttribute(name, value);
  path.setAttribute('d', RECORD_PATH);
  svg.append(path);
  holder.append(svg);
  return holder;
}

/** Jitsi Meet. Its label has an icon, a class of which only the end is stable, and no words. @type {Dialect} */
const jitsi = {
  id: 'jitsi',
  parts: {
    prejoin: { 'data-testid': 'prejoin.screen', class: 'premeeting-screen' },
    name: { id: 'premeeting-name-input' },
    join: { 'data-testid': 'prejoin.joinMeeting', type: 'button' },
    meeting: { id: 'videoconference_page' },
    info: { class: 'details-container' },
    controls: { id: 'new-toolbox' },
    leave: { 'aria-label': 'Leave the meeting' },
    chat: { id: 'sideToolbarContainer' },
    list: { id: 'chatconversation', role: 'log' },
    roster: { class: 'displayname' },
  },
  indicator: () =>
    make('div', { class: 'subject', id: 'alwaysVisible' }, [make('div', { class: 'css-1l4xuup-label-withI18nextTranslation_Connect_Component__-record' }, [jitsiIcon()])]),
  consent: (agree) =>
    make('div', { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'dialog-title' }, [
      make('h1', { id: 'dialog-title' }, ['This meeting is being recorded']),
      make('p', {}, ['Your voice and picture go into the recording. If you choose to unmute, you consent to being recorded.']),
      make('div', { class: 'buttons' }, [
        button('button', { type: 'button' }, 'Understood, and unmute', agree),
        button('button', { type: 'button', id: 'modal-dialog-ok-button', class: 'primary' }, 'Understood', agree),
      ]),
    ]),
  message: (sender, pieces) =>
    make('div', { class: 'chat-message-group remote' }, [
      make('div', { class: 'chatmessage' }, [
        make('div', { class: 'display-name' }, [sender]),
        make('div', { class: 'usermessage' }, [make('p', {}, [make('span', { class: 'sr-only' }, [`${sender} says:`]), ...pieces.map(inline)])]),
      ]),
    ]),
};

/** @param {string} host @returns {Dialect} */
export const dialectFor = (host) => (/(^|\.)(jit\.si|8x8\.vc)$/.test(host) ? jitsi : zoom);
