// The page-world probe: wraps what a page uses to look at you and to send, and tells the isolated world. Runs at document_start, after the
// isolated script and before any code of the page. Not here: what an observation means (the core judges), the DOM (dom.js, chat.js).
//
// - A wrapped function is as it was: a Proxy over the native keeps name, length, properties and (not) being a constructor, and one Proxy over
//   Function.prototype.toString shows the native's text. What is ours may fail; the native is called all the same.
// - The page may replace every built-in. Once it runs, only what is captured here is used: no methods of arrays, no spread, no array patterns,
//   no iterators; objects that a built-in reads have no prototype.
// - A body is read only where that runs no code of the page and consumes nothing.
'use strict';

(() => {
  /** @typedef {any} A */
  /** @typedef {(...args: A[]) => A} F */
  /** @typedef {(owner: A, key: string, look: (a: A, b: A, c: A) => A, part?: string) => void} Wrap */
  const { apply, construct, defineProperty, ownKeys, getOwnPropertyDescriptor: property } = Reflect;
  const world = /** @type {A} */ (globalThis);
  /** @type {F} A method as a function of `this`. */
  const un = (f) => (/** @type {A} */ self, /** @type {A[]} */ ...args) => apply(f, self, args);
  /** @type {F} */
  const proto = (name) => world[name]?.prototype;
  /** @type {F} */
  const methods = (owner, ...keys) => keys.map((key) => un(owner?.[key]));
  /** @type {F} */
  const getters = (owner, ...keys) => keys.map((key) => un(owner && property(owner, key)?.get));

  const { stringify, parse } = JSON;
  const { isView } = ArrayBuffer;
  const { round, min, clz32 } = Math;
  const { timeOrigin } = performance;
  const now = performance.now.bind(performance);
  const [later, every, cancel, base64] = /** @type {A} */ ([setTimeout, setInterval, clearInterval, btoa].map((/** @type {F} */ f) => f.bind(window)));
  const character = String.fromCharCode;
  const [Happening, Veil, Bytes, Url, Params, Ref, Fail, Dict, Weak] = [CustomEvent, Proxy, Uint8Array, URL, URLSearchParams, WeakRef, Error, Map, WeakMap];
  const [listen, dispatch] = methods(EventTarget.prototype, 'addEventListener', 'dispatchEvent');
  const [halt, exec, then, has] = [un(Event.prototype.stopImmediatePropagation), un(RegExp.prototype.exec), un(Promise.prototype.then), un(Object.prototype.hasOwnProperty)];
  const [targetOf, detailOf] = [...getters(Event.prototype, 'target'), ...getters(CustomEvent.prototype, 'detail')];
  const [slice, codeAt] = methods(String.prototype, 'slice', 'charCodeAt');
  const [mapGet, mapSet, mapClear] = methods(Dict.prototype, 'get', 'set', 'clear');
  const [weakGet, weakSet, deref] = [...methods(Weak.prototype, 'get', 'set'), un(Ref.prototype.deref)];
  const [hrefOf, baseOf, trusted] = [...getters(Url.prototype, 'href'), ...getters(Node.prototype, 'baseURI'), un(proto('TrustedScriptURL')?.toString)];
  const [isHidden, hasFocus] = [...getters(Document.prototype, 'hidden'), un(Document.prototype.hasFocus)];

  const secret = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, '0')).join('');
  /** @type {F} */
  const say = (type, detail) => dispatch(window, new Happening(type, /** @type {A} */ ({ __proto__: null, detail })));
  say('tallylight', secret);

  // ---- The line to the isolated world. JSON is put together piece by piece: a toJSON on the page's Array.prototype never sees it.

  const [MAX_BATCH, MAX_CHARS, MAX_A_SECOND, FLUSH_MS, MAX_URL, MAX_BODY] = [64, 1 << 19, 500, 80, 8192, 16384];
  let [alive, armed, pending, count, dropped, second, inSecond] = [true, false, '', 0, 0, 0, 0];

  function flush() {
    armed = false;
    if (!count && !dropped) return;
    const batch = `{"o":[${pending}],"d":${dropped}}`;
    pending = '';
    count = dropped = 0;
    say(secret, batch);
  }

  /** @type {F} An observation (without prototype) made at `at`. */
  function put(seen, at, urgent) {
    if (!alive) return;
    const t = now();
    if (t - second >= 1000) inSecond = 0;
    if (!inSecond) second = t;
    inSecond += 1;
    if (inSecond > MAX_A_SECOND && !urgent) dropped += 1;
    else {
      seen.t = round(timeOrigin + at);
      pending += (count ? ',' : '') + stringify(seen);
      count += 1;
      if (urgent || count >= MAX_BATCH || pending.length > MAX_CHARS) return flush();
    }
    if (!armed) later(flush, FLUSH_MS);
    armed = true;
  }

  // ---- Wrapping.

  /** From wrapper to native. */
  const natives = new Weak();
  /** @type {F} */
  function veil(native, traps) {
    const wrapper = new Veil(native, { __proto__: null, ...traps });
    weakSet(natives, wrapper, native);
    return wrapper;
  }
  /** @type {Wrap} */
  function wrap(owner, key, trap, part = 'value') {
    const found = owner && /** @type {A} */ (property(owner, key));
    if (typeof found?.[part] !== 'function') return;
    found[part] = veil(found[part], { apply: trap });
    defineProperty(owner, key, found);
  }
  /** @type {Wrap} Looks on (this, arguments), then calls. */
  const before = (owner, key, look, part) =>
    wrap(owner, key, (f, self, args) => {
      if (alive) try { look(self, args, 0); } catch { /* ours, not the page's */ }
      return apply(f, self, args);
    }, part);
  /** @type {Wrap} Calls, then looks (this, result); what the look answers, if anything, is returned instead. */
  const after = (owner, key, look, part) =>
    wrap(owner, key, (f, self, args) => {
      const result = apply(f, self, args);
      if (alive) try { return look(self, result, args) ?? result; } catch { /* ours, not the page's */ }
      return result;
    }, part);
  /** @type {(name: string, look: (made: A, args: A) => A) => void} Looks on what a constructor made. */
  function made(name, look) {
    const found = property(world, name);
    const native = found?.value;
    if (!found || typeof native !== 'function') return;
    /** @type {F} */
    const trap = (f, args, target) => {
      const thing = construct(f, args, target);
      if (alive) try { look(thing, args); } catch { /* ours, not the page's */ }
      return thing;
    };
    found.value = veil(native, { construct: trap });
    defineProperty(world, name, found);
    defineProperty(native.prototype, 'constructor', { value: found.value, writable: true, enumerable: false, configurable: true });
  }
  wrap(Function.prototype, 'toString', (f, self, args) => apply(f, weakGet(natives, self) ?? self, args));

  const FRAME = /https?:\/\/[^\s)]{1,2000}?(?=:\d+:\d+)/;
  /** The script that called. A page that formats stacks by itself is left alone. */
  const caller = () => (property(Fail, 'prepareStackTrace') ? undefined : exec(FRAME, new Fail().stack)?.[0]);
  /** @type {F} Sampled by doubling: the 1st, 2nd, 4th, 8th… */
  const isDue = (n) => (n & (n - 1)) === 0;
  const lastCalled = /** @type {A} */ ({ __proto__: null });
  /** @type {F} An API that matters by itself: told at once, no more than once a second each. */
  function called(api, detail) {
    const at = now();
    if (at - (lastCalled[api] ?? -1000) < 1000) return;
    lastCalled[api] = at;
    put({ __proto__: null, see: 'called', api, detail: typeof detail === 'string' ? slice(detail, 0, 512) : undefined }, at, true);
  }
  /** @type {F} An API that is polled. */
  function tally(api) {
    let n = 0;
    return () => {
      n = (n + 1) | 0;
      if (isDue(n)) put({ __proto__: null, see: 'called', api, detail: `${n}` }, now());
    };
  }

  // ---- Whether you look: real flips, who listens, who polls; and the shield.

  const MAX_LISTENS = 64;
  const WATCHED = /** @type {A} */ ({ __proto__: null, visibilitychange: 1, webkitvisibilitychange: 1, blur: 1, focus: 1, pagehide: 1, freeze: 1, mouseleave: 1 });
  const listened = /** @type {A} */ ({ __proto__: null });
  let [listens, shield, visible, focused] = [0, false, !isHidden(document), hasFocus(document)];
  /** When the last flip was, and how many there were: sampling goes by them. */
  let [flipAt, flips] = [-1e9, 0];

  /** @type {F} */
  function listensTo(to, self, listener) {
    const target = self === document ? 'document' : self === window || self == null ? 'window' : '';
    if (!target || !listener || typeof to !== 'string' || !WATCHED[to] || listens >= MAX_LISTENS) return;
    const from = caller();
    const id = `${to} ${target} ${from}`;
    if (listened[id]) return;
    listened[id] = 1;
    listens += 1;
    put({ __proto__: null, see: 'listens', to, target, from }, now());
  }
  before(EventTarget.prototype, 'addEventListener', (self, args) => listensTo(args[0], self, args[1]));
  before(Document.prototype, 'onvisibilitychange', (self, args) => listensTo('visibilitychange', self, args[0]), 'set');
  for (const to of ['blur', 'focus', 'pagehide']) before(window, `on${to}`, (self, args) => listensTo(to, self, args[0]), 'set');

  const READ = { hidden: false, webkitHidden: false, visibilityState: 'visible', webkitVisibilityState: 'visible', hasFocus: true };
  for (const [key, shown] of Object.entries(READ)) {
    const add = tally(`Document.${key}`);
    after(Document.prototype, key, (self) => {
      add();
      return shield && self === document ? shown : undefined;
    }, key === 'hasFocus' ? 'value' : 'get');
  }

  const tellLook = () => put({ __proto__: null, see: 'flip', visible, focused }, now(), true);
  /** @type {F} Registered before any listener of the page, in the capture phase of the window: it comes first. */
  function looked(event) {
    const target = targetOf(event);
    if (!alive || !event.isTrusted || (target !== window && target !== document)) return;
    const v = !isHidden(document);
    const f = hasFocus(document);
    // Focus that moved into a frame changes neither: not a flip.
    if (v !== visible || f !== focused) {
      visible = v;
      focused = f;
      flipAt = now();
      flips += 1;
      tellLook();
    }
    if (shield) halt(event);
  }
  for (const type of ['visibilitychange', 'webkitvisibilitychange', 'blur', 'focus']) listen(window, type, looked, true);
  tellLook();

  // ---- What leaves the page.

  const typed = Object.getPrototypeOf(Bytes.prototype);
  const [tagOf, bufferOf, offsetOf, lengthOf] = getters(typed, Symbol.toStringTag, 'buffer', 'byteOffset', 'byteLength');
  const [dataBufferOf, dataOffsetOf, dataLengthOf] = getters(DataView.prototype, 'buffer', 'byteOffset', 'byteLength');
  const [bufferSize, blobSize] = [...getters(ArrayBuffer.prototype, 'byteLength'), ...getters(Blob.prototype, 'size')];
  const [blobSlice, blobBytes, formEach] = [...methods(Blob.prototype, 'slice', 'arrayBuffer'), un(FormData.prototype.forEach)];
  const [append, paramsText] = methods(Params.prototype, 'append', 'toString');
  const [isLocked] = getters(proto('ReadableStream'), 'locked');
  const [headersEach, isList, baseless] = [un(Headers.prototype.forEach), Array.isArray, Object.setPrototypeOf];

  /** @type {F} An object's own plain value; a getter is not run. */
  function own(object, key) {
    const found = object && typeof object === 'object' ? property(object, key) : undefined;
    return found && has(found, 'value') ? found.value : undefined;
  }
  /** @type {F} */
  function bytes(buffer, at, size) {
    const view = new Bytes(buffer, at, min(size, MAX_BODY));
    let text = '';
    for (let i = 0; i < view.length; i++) text += character(/** @type {A} */ (view[i]));
    return { __proto__: null, base64: base64(text) };
  }
  /** @type {F} */
  const words = (text) => ({ __proto__: null, text: slice(text, 0, MAX_BODY) });

  /** Ways to read a body, each throwing at once if it is of another kind. @type {F[]} */
  const READERS = [
    (body, seen) => void (seen.body = bytes(body, 0, (seen.size = bufferSize(body)))),
    (body, seen) => ((seen.size = blobSize(body)), blobBytes(blobSlice(body, 0, MAX_BODY))),
    (body, seen) => void (seen.size = (seen.body = words(paramsText(body))).text.length),
    (body, seen) => {
      const fields = new Params();
      let size = 0;
      let room = MAX_BODY;
      formEach(body, (/** @type {A} */ value, /** @type {string} */ name) => {
        const isText = typeof value === 'string';
        size += isText ? value.length : blobSize(value);
        if (room > 0) append(fields, slice(name, 0, 256), isText ? slice(value, 0, room) : '');
        room -= name.length + (isText ? value.length : 0) + 2;
      });
      seen.size = size;
      seen.body = words(paramsText(fields));
    },
    (body, seen) => (isLocked(body), void (seen.body = 'streamed')),
  ];

  /** @type {F} Puts size and body into what was seen; answers a promise where the bytes come later. */
  function weigh(body, seen) {
    seen.size = 0;
    if (typeof body === 'string') {
      seen.size = body.length;
      seen.body = words(body);
    } else if (isView(body)) {
      const isTyped = tagOf(body);
      seen.size = isTyped ? lengthOf(body) : dataLengthOf(body);
      seen.body = bytes(isTyped ? bufferOf(body) : dataBufferOf(body), isTyped ? offsetOf(body) : dataOffsetOf(body), seen.size);
    } else if (typeof body === 'object' && body) {
      for (let i = 0; i < READERS.length; i++) try { return /** @type {F} */ (READERS[i])(body, seen); } catch { /* of another kind */ }
    }
  }

  /** Headers that every request has, and those that hold secrets. */
  const UNTOLD = /^(?:accept|content-|cache-|if-|pragma$|range$)|auth|cookie|token|key|secret|csrf|xsrf|sign|session|pass|pwd|pin$|otp|jwt|dpop|bearer|credential|ticket|assertion|zak|proof|hmac|[-_]?sid$/i;
  /** @type {F} Headers and one more. */
  const header = (lines, name, value) =>
    (typeof value !== 'string' && typeof value !== 'number') || typeof name !== 'string' || lines.length > 2048 || exec(UNTOLD, name)
      ? lines
      : `${lines}${slice(name, 0, 64)}: ${slice(`${value}`, 0, 256)}\n`;
  /** @type {F} What a page gives as headers, as text: Headers, pairs, or an object; whatever else it gives is none. */
  function headersOf(given) {
    let lines = '';
    if (typeof given !== 'object' || !given) return lines;
    try {
      headersEach(given, (/** @type {A} */ value, /** @type {A} */ name) => (lines = header(lines, name, value)));
    } catch {
      try {
        const keys = ownKeys(given);
        for (let i = 0; i < keys.length && i < 64; i++) {
          const value = own(given, keys[i]);
          lines = isList(given) ? header(lines, own(value, 0), own(value, 1)) : header(lines, keys[i], value);
        }
      } catch { /* a proxy that throws: the browser will say so */ }
    }
    return lines;
  }

  // Sampling, by channel and host: so many a second; beyond that a few of each kind, for a flood not to drown what is rare; and a reserve
  // after each flip, when it matters most, and half a minute later.
  const [IN_SECOND, OF_KIND, MAX_KINDS, RESERVE, MAX_BUCKETS] = [24, 4, 64, 64, 256];
  /** @type {F} */
  const bucket = () => ({ at: 0, n: 0, kinds: new Dict(), kindCount: 0, span: -1, reserve: 0, skipped: 0, calls: 0 });
  const [buckets, spill, ORIGIN] = [new Dict(), bucket(), /^[a-z]+:(?:\/\/[^/?#]*)?/];
  let bucketCount = 0;

  /** @type {F} */
  function bucketOf(channel, url) {
    const id = channel + exec(ORIGIN, url)?.[0];
    let known = mapGet(buckets, id);
    if (!known) mapSet(buckets, id, (known = bucketCount++ < MAX_BUCKETS ? bucket() : spill));
    return known;
  }
  /** @type {F} What a flood is told apart by: size class, and the letters it begins with. */
  function kindOf(body) {
    if (typeof body !== 'string') return isView(body) && tagOf(body) ? clz32(lengthOf(body)) : -1;
    let hash = body.length >> 5;
    for (let i = 0; i < 64 && i < body.length; i++) {
      const code = codeAt(body, i);
      if (code < 48 || code > 57) hash = (hash * 31 + code) | 0;
    }
    return hash;
  }
  /** @type {F} */
  function isSampled(b, at, body) {
    if (at - b.at >= 1000) {
      b.at = at;
      b.n = b.kindCount = 0;
      mapClear(b.kinds);
    }
    b.n += 1;
    if (b.n <= IN_SECOND) return true;
    const kind = kindOf(body);
    const n = mapGet(b.kinds, kind) ?? 0;
    if (n < OF_KIND && (n || b.kindCount++ < MAX_KINDS)) return mapSet(b.kinds, kind, n + 1);
    const since = at - flipAt;
    const span = since < 1500 ? 2 * flips : since > 30000 && since < 35000 ? 2 * flips + 1 : -1;
    if (span < 0) return false;
    if (b.span !== span) b.reserve = RESERVE;
    b.span = span;
    return b.reserve-- > 0;
  }

  /** @type {F} */
  function sent(channel, url, method, body, b = bucketOf(channel, url), headers = undefined) {
    const at = now();
    b.calls = (b.calls + 1) | 0;
    if (!isSampled(b, at, body)) return void (b.skipped += 1);
    const from = isDue(b.calls) ? caller() : undefined;
    const seen = /** @type {A} */ ({ __proto__: null, see: 'sent', channel, url: slice(url, 0, MAX_URL), method, headers: headers || undefined, skipped: b.skipped || undefined, from });
    b.skipped = 0;
    const coming = weigh(body, seen);
    if (!coming) return put(seen, at);
    /** @type {F} */
    const tell = (buffer) => {
      try { seen.body = bytes(buffer, 0, bufferSize(buffer)); } catch { /* could not be read */ }
      put(seen, at);
    };
    then(coming, tell, tell);
  }

  /** @type {F} The absolute address of what a page passes as one; empty where asking would run its code. */
  function absolute(address) {
    if (typeof address === 'string') return hrefOf(new Url(address, baseOf(document)));
    try { return hrefOf(address); } catch { /* not a URL */ }
    try { return absolute(trusted(address)); } catch { return ''; }
  }
  /** @type {F} */
  const verb = (method) => (typeof method === 'string' ? slice(method, 0, 16) : 'GET');
  const [requestUrl, requestMethod, requestHeaders] = getters(Request.prototype, 'url', 'method', 'headers');
  /** The bodies that Requests were made with: reading them from a Request would consume them. */
  const bodies = new Weak();
  made('Request', (request, args) => {
    const body = own(args[1], 'body') ?? weakGet(bodies, args[0]);
    if (body != null) weakSet(bodies, request, body);
  });
  before(window, 'fetch', (_self, args) => {
    const input = args[0];
    let method = own(args[1], 'method');
    let headers = own(args[1], 'headers');
    let url;
    try {
      url = requestUrl(input);
      method ??= requestMethod(input);
      headers ??= requestHeaders(input);
    } catch {
      url = absolute(input);
    }
    sent('fetch', url, verb(method), own(args[1], 'body') ?? weakGet(bodies, input), undefined, headersOf(headers));
  });
  before(Navigator.prototype, 'sendBeacon', (_self, args) => sent('beacon', absolute(args[0]), 'POST', args[1]));

  const opened = new Weak();
  before(XMLHttpRequest.prototype, 'open', (self, args) => weakSet(opened, self, { method: verb(args[0]), url: absolute(args[1]), headers: '' }));
  before(XMLHttpRequest.prototype, 'setRequestHeader', (self, args) => {
    const to = weakGet(opened, self);
    if (to) to.headers = header(to.headers, args[0], args[1]);
  });
  before(XMLHttpRequest.prototype, 'send', (self, args) => {
    const to = weakGet(opened, self);
    if (to) sent('xhr', to.url, to.method, args[0], undefined, to.headers);
  });

  const sockets = new Weak();
  /** @type {F} */
  const socket = (channel, name, address) =>
    before(proto(name), 'send', (self, args) => {
      let to = weakGet(sockets, self);
      if (!to) weakSet(sockets, self, (to = { url: address(self), bucket: bucketOf(channel, address(self)) }));
      sent(channel, to.url, undefined, args[0], to.bucket);
    });
  const [socketUrl, labelOf] = [...getters(proto('WebSocket'), 'url'), ...getters(proto('RTCDataChannel'), 'label')];
  socket('websocket', 'WebSocket', socketUrl);
  socket('datachannel', 'RTCDataChannel', (/** @type {A} */ self) => `datachannel:${slice(labelOf(self), 0, 64)}`);
  made('WebSocket', (opening) => sent('websocket', socketUrl(opening)));
  /** @type {F} A message as JSON, of plain values alone: no getter is run, nothing large is walked. */
  function plain(value, depth) {
    if (typeof value !== 'object' || !value) return typeof value === 'string' ? slice(value, 0, 256) : value;
    const copy = /** @type {A} */ (isList(value) ? baseless([], null) : { __proto__: null });
    if (depth > 2 || isView(value) || own(value, 'length') > 64) return copy;
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length && i < 32; i++) copy[/** @type {A} */ (keys[i])] = plain(own(value, /** @type {A} */ (keys[i])), depth + 1);
    return copy;
  }
  // What a worker sends is not seen here, but what it is told is.
  const [portOf] = getters(proto('SharedWorker'), 'port');
  for (const name of ['Worker', 'SharedWorker']) {
    made(name, (worker, args) => {
      const url = absolute(args[0]);
      sent('worker', url);
      weakSet(sockets, name === 'Worker' ? worker : portOf(worker), { url, bucket: bucketOf('worker', url) });
    });
  }
  for (const name of ['Worker', 'MessagePort']) {
    before(proto(name), 'postMessage', (self, args) => {
      const message = args[0];
      const to = weakGet(sockets, self);
      if (to) sent('worker', to.url, undefined, typeof message === 'string' || isView(message) ? message : stringify(plain(message, 0)), to.bucket);
    });
  }
  for (const name of ['EventSource', 'WebTransport']) made(name, (_made, args) => sent('other', absolute(args[0])));
  for (const name of ['Image', 'Script', 'IFrame']) {
    const [element, channel] = [proto(`HTML${name}Element`), name.toLowerCase()];
    const [source] = getters(element, 'src');
    after(element, 'src', (self) => {
      const url = source(self);
      if (exec(/^https?:/, url)) sent(channel, url);
    }, 'set');
  }

  // ---- What matters by itself.

  const [recorderType] = getters(proto('MediaRecorder'), 'mimeType');
  /** @type {[string, string, F?][]} */
  const CALLS = [
    ['IdleDetector', 'start'],
    ['MediaRecorder', 'start', recorderType],
    ['HTMLMediaElement', 'captureStream'],
    ['HTMLMediaElement', 'mozCaptureStream'],
    ['HTMLCanvasElement', 'captureStream'],
    ['RTCPeerConnection', 'createDataChannel', (_self, args) => args[0]],
    ['RTCRtpSender', 'createEncodedStreams'],
    ['RTCRtpReceiver', 'createEncodedStreams'],
  ];
  for (const [name, key, detail] of CALLS) before(proto(name), key, (self, args) => called(`${name}.${key}`, detail?.(self, args)));
  before(proto('RTCRtpSender'), 'transform', (_self, args) => args[0] && called('RTCRtpSender.transform'), 'set');
  made('RTCRtpScriptTransform', () => called('RTCRtpScriptTransform'));
  before(proto('FaceDetector'), 'detect', tally('FaceDetector.detect'));

  // ---- Your own tracks, and the consent gate: while it is on they are silent and black, and the client reads back what it wrote.

  const [MAX_TRACKS, AGAIN_MS] = [256, 500];
  const trackProto = proto('MediaStreamTrack');
  const native = /** @type {A} */ (trackProto && property(trackProto, 'enabled'));
  const [isEnabled, enable, kindOfTrack, tracksOf] = [un(native?.get), un(native?.set), ...getters(trackProto, 'kind'), un(proto('MediaStream')?.getTracks)];
  /** Known tracks, and what the client wants of each while the gate is on. */
  const wanted = new Weak();
  const tracks = /** @type {A} */ ({ __proto__: null });
  let [trackCount, gate, again, readings] = /** @type {A[]} */ ([0, false, 0, 0]);

  /** What the client wants of a track: as the track's own realm tells, whose gate may be down already. @type {F} */
  const wishOf = (track) => track.enabled === true;

  /** @type {F} */
  function take(track, wish) {
    if (weakGet(wanted, track) === undefined) {
      weakSet(wanted, track, wish ?? wishOf(track));
      tracks[trackCount++ % MAX_TRACKS] = new Ref(track);
    }
    if (gate && isEnabled(track)) enable(track, false);
  }
  /** @type {F} Of clones only those of known tracks: others may be remote. */
  function takeAll(stream, original) {
    const list = tracksOf(stream);
    const from = original && tracksOf(original);
    for (let i = 0; i < list.length; i++) {
      const wish = from && weakGet(wanted, from[i]);
      if (!from || wish !== undefined) take(list[i], wish);
    }
  }
  /** @type {F} */
  function eachTrack(each) {
    for (let i = 0; i < trackCount && i < MAX_TRACKS; i++) {
      const track = deref(tracks[i]);
      if (track) try { each(track); } catch { /* of a frame that is gone */ }
    }
  }
  const silence = () => eachTrack((/** @type {A} */ track) => isEnabled(track) && enable(track, false));

  for (const key of ['getUserMedia', 'getDisplayMedia']) {
    after(proto('MediaDevices'), key, (_self, promise) => {
      called(`MediaDevices.${key}`);
      return then(promise, (/** @type {A} */ stream) => {
        try { takeAll(stream); } catch { /* ours, not the page's */ }
        return stream;
      });
    });
  }
  after(trackProto, 'clone', (self, twin) => {
    const wish = weakGet(wanted, self);
    if (wish !== undefined) take(twin, wish);
  });
  after(proto('MediaStream'), 'clone', (self, twin) => takeAll(twin, self));
  // What is about to be sent is ours too, wherever it was obtained.
  const [connection, sender] = [proto('RTCPeerConnection'), proto('RTCRtpSender')];
  for (const key of ['addTrack', 'addTransceiver']) before(connection, key, (_self, args) => take(args[0]));
  before(connection, 'addStream', (_self, args) => takeAll(args[0]));
  before(sender, 'replaceTrack', (_self, args) => take(args[0]));

  /** @type {F} */
  function setGate(on) {
    if (on === gate || !native) return;
    gate = on;
    if (!on) {
      cancel(again);
      defineProperty(trackProto, 'enabled', native);
      return eachTrack((/** @type {A} */ track) => enable(track, weakGet(wanted, track)));
    }
    eachTrack((/** @type {A} */ track) => weakSet(wanted, track, wishOf(track)));
    silence();
    again = every(silence, AGAIN_MS);
    /** @type {F} */
    const get = (f, self, args) => weakGet(wanted, self) ?? apply(f, self, args);
    /** @type {F} */
    const set = (f, self, args) => {
      if (weakGet(wanted, self) === undefined) return apply(f, self, args);
      weakSet(wanted, self, !!args[0]);
    };
    const gated = { __proto__: null, configurable: true, enumerable: true, get: veil(native.get, { apply: get }), set: veil(native.set, { apply: set }) };
    defineProperty(trackProto, 'enabled', /** @type {A} */ (gated));
  }

  // Sound that is analysed while you are muted: a look at some readings is enough to know.
  for (const key of ['getByteFrequencyData', 'getFloatFrequencyData', 'getByteTimeDomainData', 'getFloatTimeDomainData']) {
    before(proto('AnalyserNode'), key, () => {
      readings = (readings + 1) & 0xffff;
      if ((readings & 63) !== 1) return;
      eachTrack((/** @type {A} */ track) => kindOfTrack(track) === 'audio' && !isEnabled(track) && called('AnalyserNode.read', 'muted'));
    });
  }

  listen(window, `${secret}:do`, (/** @type {Event} */ event) => {
    try {
      const command = parse(detailOf(event));
      const what = own(command, 'do');
      const on = own(command, 'on') === true;
      if (what === 'gate') setGate(on);
      else if (what === 'shield') shield = on;
      else if (what === 'stop') {
        setGate(false);
        alive = shield = false;
      }
    } catch { /* not ours */ }
  });
})();
