// What can happen in the stand-in meeting, in the order of a whole play. Each act does one thing; what it should lead to is written in the
// tests, not here: the page does not know that it is watched.

/** @typedef {import('./room.mjs').Room} Room */
/** @typedef {(name: string) => void} Mark notes the time of something within an act */

const at = (/** @type {string} */ path) => `https://${location.host}${path}`;
/** @param {string} url @param {object} body @param {RequestInit} [more] */
const post = (url, body, more) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...more }).catch(() => undefined);

/** What the meeting's own service is told anyway, whoever looks. */
const batch = () => JSON.stringify({ events: [{ name: 'rtt', ms: 41 }, { name: 'fps', value: 25 }], sent: 2 });

/** The participant's number in this meeting. */
const ME = 'p-16780288';

/** @type {Record<string, { play: (room: Room, mark: Mark) => void | Promise<void> }>} */
export const ACTS = {
  // The recording was running before we came: the room opens, and as soon as the meeting's service has told of it, the indicator and the
  // consent dialog are there.
  'late-join': {
    async play(room, mark) {
      room.enter();
      await new Promise(requestAnimationFrame);
      await post(at('/api/v1/join'), { participant: ME });
      room.recording(true);
      mark('recording');
      room.consent();
      mark('consent');
    },
  },
  agree: { play: (room) => room.agree() },
  // Nothing here is the client speaking, and nothing is dangerous.
  'chat-innocent': {
    play(room) {
      room.say('Aiko Tanaka', ['Morning! Agenda is at ', { href: 'https://docs.example.org/agenda' }]);
      room.say('Mara Lindqvist', ['This meeting is being recorded, haha']);
      room.say('Tomás Oliveira', ['Mine is in C:\\Users\\tomas\\notes and a/b//c; 3 \\\\ 4 is a typo']);
    },
  },
  // The client links the host of a UNC path, and so cuts the path into three nodes.
  'chat-unc': {
    play: (room) => room.say('R. Hale', ['Numbers are here: \\\\', { href: 'http://files.evil-share.example', text: 'files.evil-share.example' }, '\\reports\\q3.docx']),
  },
  'chat-file': { play: (room) => room.say('R. Hale', ['or this copy: ', { href: 'file://nas.evil-share.example/reports/q3.docx' }]) },
  'chat-search': {
    play: (room) =>
      room.say('R. Hale', ['all versions: ', { href: 'search-ms:query=q3&crumb=location:\\\\dav.evil-share.example@SSL\\reports', text: 'find the reports' }]),
  },
  // An ordinary participant's indicator is taken away while a recording is paused: what was recorded stays recorded.
  pause: { play: (room) => room.recording(false) },
  resume: { play: (room) => room.recording(true) },
  // From here on the client tells its server whether this window is looked at, each way; beside it runs what every client does.
  attention: {
    play(_room, mark) {
      /** @type {boolean | undefined} */
      let told;
      const tell = () => {
        const focused = document.visibilityState === 'visible' && document.hasFocus();
        if (focused === told) return;
        told = focused;
        mark(focused ? 'told-focused' : 'told-away');
        post('/api/v1/participants/state', { participant: ME, inFocus: focused, seq: Math.round(performance.now()) });
      };
      document.addEventListener('visibilitychange', tell);
      window.addEventListener('blur', tell);
      window.addEventListener('focus', tell);
    },
  },
  'attention-innocent': {
    play() {
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'hidden') navigator.sendBeacon('/telemetry/batch', batch());
        else fetch('/api/v1/roster').catch(() => undefined);
      });
      setInterval(() => navigator.sendBeacon('/telemetry/batch', batch()), 4000);
    },
  },
  // The shape of the case of 2020: a social network's SDK tells its own servers about the device, with an advertising id.
  facebook: {
    play: (_room, mark) => {
      mark('facebook-sent');
      return post('https://graph.facebook.com/v6.0/1234567890/activities', {
        event: 'MOBILE_APP_INSTALL',
        advertiser_id: '6f1c2a50-3c1e-4d0b-9a57-2b8f1a9c4e77',
        advertiser_tracking_enabled: true,
        application_tracking_enabled: true,
        device_model: 'iPhone12,3',
        timezone: 'Europe/Lisbon',
        city: 'Porto',
        carrier: 'Altice MEO',
        extinfo: ['i2', location.hostname, '4.6.9', '4.6.9', '13.3.1', 'iPhone12,3', 'pt_PT', 'WET', 'Altice MEO', 375, 812, '3.00', 6, 256, 118, 'Europe/Lisbon'],
      }).then(() => undefined);
    },
  },
  // Calls that stay with the meeting's own organisation.
  'first-party': {
    async play() {
      await fetch(at('/api/v1/roster')).catch(() => undefined);
      await post(at('/telemetry/rtc'), { rtt: 41, loss: 0.002 });
      const socket = new WebSocket(`wss://${location.host}/signal`);
      socket.onopen = () => socket.send(JSON.stringify({ type: 'ping', n: 1 }));
    },
  },
};
