// Invalid policies by the hundred: the same ones every time. Each is good at first; then things in it are made wrong, and which is noted.

/** A small generator of numbers, the same for the same seed. @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** For each setting a good value and bad ones. @type {Record<string, [good: unknown, ...bad: unknown[]]>} */
const SETTINGS = {
  link_guard: [true, 'true', 2, null, [], {}],
  link_proceed: [false, 'no', -1, 1.5, [true]],
  link_allow: [['files.example.org'], 'files.example.org', 7, { 0: 'a' }, null],
  meeting_hosts: [['meet.example.org'], false, 'x'.repeat(300), 0],
  third_party_allow: [['Sentry'], {}, 'Sentry', 1],
  detectors_off: [['attention'], 'attention', true],
  warn_from: [{ link: 'high' }, ['high'], 'high', 3],
  pause_allowed: [false, 'false', 9, []],
  banner_corner: ['top_end', 'middle', 4, ['top_end'], ''],
  keep_days: [30, -1, 4000, '30', 2.5, null, 1e300],
  notice_text: ['A notice.', 7, ['text'], 'x'.repeat(501), null],
  contact: ['privacy@example.org', {}, 'x'.repeat(201)],
  rules: [[{ id: 'R1', expect: 'consent_asked', severity: 'high', action: 'warn' }], 'rules', { id: 'R1' }, 5],
};
/** Names that nobody knows. */
const STRANGERS = ['linkGuard', 'telemetry', '', '__proto__', 'constructor', 'ünïcødé', 'link guard', 'x'.repeat(500)];

/**
 * @param {number} count
 * @returns {{ policy: string, bad: string[] }[]} each policy as JSON, and the keys in it that are bad
 */
export function invalid(count) {
  const pick = numbers(20_260_101);
  const keys = Object.keys(SETTINGS);
  return Array.from({ length: count }, (_, n) => {
    /** @type {[string, unknown][]} */
    const entries = [];
    const bad = [];
    for (const key of keys) {
      const [good, ...wrong] = /** @type {[unknown, ...unknown[]]} */ (SETTINGS[key]);
      const isBad = key === keys[n % keys.length] || pick(4) === 0;
      if (!isBad && pick(2) === 0) continue;
      entries.push([key, isBad ? wrong[pick(wrong.length)] : good]);
      if (isBad) bad.push(`locked.${key}`);
    }
    if (pick(3) === 0) {
      const stranger = STRANGERS[pick(STRANGERS.length)] ?? '';
      entries.push([stranger, pick(100)]);
      bad.push(`locked.${stranger.length > 40 ? `${stranger.slice(0, 40)}…` : stranger}`);
    }
    const locked = `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
    return { policy: `{"locked":${locked}}`, bad };
  });
}
