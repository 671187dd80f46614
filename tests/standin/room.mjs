// The room that the acts play in: people, a chat, a bar of controls. What its parts are called is the dialect's matter.
import { make } from './dialects.mjs';

/** @typedef {import('./dialects.mjs').Dialect} Dialect */
/** @typedef {import('./dialects.mjs').Piece} Piece */

const PEOPLE = [
  { name: 'Mara Lindqvist', tone: 'sea', speaking: true },
  { name: 'Tomás Oliveira', tone: 'clay' },
  { name: 'Aiko Tanaka', tone: 'plum' },
  { name: 'Sam Rivera (you)', tone: 'moss' },
];
const CONTROLS = ['Mute', 'Stop video', 'Share', 'Chat', 'React'];
const initials = (/** @type {string} */ name) => name.split(' ').slice(0, 2).map((word) => word[0]).join('');

export class Room {
  /** @type {Dialect} */
  #dialect;
  #info = make('div');
  #list = make('div');
  /** @type {HTMLElement | undefined} */
  #indicator;
  /** @type {HTMLElement | undefined} */
  #dialog;

  /** @param {Dialect} dialect */
  constructor(dialect) {
    this.#dialect = dialect;
  }

  /** The page before the meeting. @param {() => void} join */
  prejoin(join) {
    const { parts } = this.#dialect;
    const button = make('button', parts.join, ['Join']);
    button.addEventListener('click', join);
    document.body.replaceChildren(
      make('main', { ...parts.prejoin, 'data-part': 'prejoin' }, [
        make('div', { 'data-part': 'card' }, [
          make('div', { 'data-part': 'preview' }, [tile({ name: 'Sam Rivera', tone: 'moss' })]),
          make('h1', {}, ['Release review']),
          make('p', {}, ['Mara, Tomás and Aiko are in the meeting.']),
          make('label', { for: parts.name['id'] ?? 'name' }, ['Your name']),
          make('input', { ...parts.name, value: 'Sam Rivera', autocomplete: 'off' }),
          button,
        ]),
      ]),
    );
  }

  /** The meeting itself. */
  enter() {
    const { parts } = this.#dialect;
    this.#info = make('div', { ...parts.info, 'data-part': 'info' });
    this.#list = make('div', { ...parts.list, 'data-part': 'list' });
    const leave = make('div', { class: 'footer__leave-btn-container' }, [make('button', { ...parts.leave, type: 'button' }, ['Leave'])]);
    document.body.replaceChildren(
      make('div', { ...parts.meeting, 'data-part': 'meeting' }, [
        make('header', {}, [make('h1', {}, ['Release review']), this.#info]),
        make('section', { 'data-part': 'stage', 'aria-label': 'Participants' }, PEOPLE.map((person) => tile(person, parts.roster))),
        make('aside', { ...parts.chat, 'data-part': 'chat', 'aria-label': 'Chat' }, [
          make('h2', {}, ['Chat']),
          this.#list,
          make('textarea', { rows: '1', placeholder: 'Message everyone', 'aria-label': 'Message everyone' }),
        ]),
        make('footer', { ...parts.controls, role: 'toolbar', 'aria-label': 'Meeting controls' }, [
          ...CONTROLS.map((label) => make('button', { type: 'button' }, [label])),
          leave,
        ]),
      ]),
    );
  }

  /** @param {boolean} on */
  recording(on) {
    this.#indicator?.remove();
    this.#indicator = on ? this.#dialect.indicator() : undefined;
    if (this.#indicator) this.#info.append(this.#indicator);
  }

  /** Asks for consent to the recording. */
  consent() {
    this.#dialog = this.#dialect.consent(() => this.#dialog?.remove());
    this.#dialog.dataset['part'] = 'dialog';
    document.body.append(this.#dialog);
  }

  /** The person agrees. */
  agree() {
    /** @type {HTMLElement | null | undefined} */ (this.#dialog?.querySelector('.primary'))?.click();
  }

  /** A chat message. @param {string} sender @param {Piece[]} pieces */
  say(sender, pieces) {
    const message = this.#dialect.message(sender, pieces);
    message.dataset['part'] = 'message';
    this.#list.append(message);
    message.scrollIntoView({ block: 'end' });
  }
}

/** @param {{ name: string, tone: string, speaking?: boolean }} person @param {Record<string, string>} [label] */
function tile({ name, tone, speaking }, label = {}) {
  return make('figure', { 'data-part': 'tile', 'data-tone': tone, ...(speaking && { 'data-speaking': '' }) }, [
    make('div', { 'data-part': 'face', 'aria-hidden': 'true' }, [initials(name)]),
    make('figcaption', label, [name]),
  ]);
}
