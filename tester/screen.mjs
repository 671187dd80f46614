// What a person at a terminal sees: a line for each finding as it is raised, and under them one that says what is being done and how long it will
// take. Where nobody watches (CI, a pipe), only what stays true is written.

const TONES = { critical: 31, high: 31, medium: 33, low: 36, info: 90, bad: 31, soft: 90, title: 1 };
const CLEAR = '\r\x1b[2K';

/** @typedef {keyof typeof TONES} Tone */

export class Screen {
  #live = Boolean(process.stdout.isTTY) && !process.env['CI'];
  #begun = Date.now();
  #doing = '';

  /** @param {string} text @param {Tone} tone */
  line(text, tone) {
    this.#clear();
    (tone === 'bad' ? console.error : console.log)(this.#coloured(text, tone));
    this.#draw();
  }

  /** @param {import('./visit.mjs').Finding} finding */
  finding({ severity, detector, what, who, verdict }) {
    const about = [who, verdict].filter(Boolean).join(', ');
    const after = `${((Date.now() - this.#begun) / 1000).toFixed(1)} s`.padStart(8);
    this.line(`${after}  ${severity.toUpperCase().padEnd(8)}  ${detector}: ${what}${about && ` (${about})`}`, /** @type {Tone} */ (severity in TONES ? severity : 'info'));
  }

  /** @param {string} what @param {number} [left] in ms */
  doing(what, left) {
    this.#doing = left === undefined ? what : `${what}, ${Math.max(0, Math.ceil(left / 1000))} s left`;
    this.#draw();
  }

  end() {
    this.#clear();
    this.#doing = '';
  }

  #clear() {
    if (this.#live) process.stdout.write(CLEAR);
  }

  #draw() {
    if (this.#live && this.#doing) process.stdout.write(`${CLEAR}${this.#coloured(`  … ${this.#doing}`, 'soft').slice(0, (process.stdout.columns || 80) + 8)}`);
  }

  /** @param {string} text @param {Tone} tone */
  #coloured(text, tone) {
    return this.#live ? `\x1b[${TONES[tone]}m${text}\x1b[0m` : text;
  }
}
