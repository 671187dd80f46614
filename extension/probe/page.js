// The page-world probe: wraps what a page uses to look at you and to send, and tells the isolated world what it saw. Runs at document_start,
// after the isolated script and before any code of the page. Not here: what an observation means (the core judges), the DOM (dom.js, chat.js).
//
// Three rules hold everywhere below:
// - A wrapped function is as it was: a Proxy over the native keeps its name, length, properties and (not) being a constructor, and one Proxy
//   over Function.prototype.toString shows the native's text. What is ours may fail; the native is called all the same.
// - The page may replace every built-in later. Once it runs, only what is captured here is used: no methods of arrays, no spread, no array
//   patterns, no iterators; objects that a built-in reads options from have no prototype.
// - A body is read only where reading runs no code of the page and consumes nothing.
'use strict';

(() => {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor: ownProperty } = Reflect;
  /** A method as a function of `this`. @param {any} f @returns {(self: any, ...args: any[]) => any} */
  const un = (f) => (self, ...args) => apply(f, self, args);
  /** @param {string} name @returns {any} */
  const face = (name) => /** @type {any} */ (globalThis)[name];
  /** @param {string} name @returns {any} */
  const proto = (name) => face(name)?.prototype;
  /** @param {any} owner @param {string | symbol} key */
  const getter = (owner, key) => un(owner && ownProperty(owner, key)?.get);

  const { stringify, parse } = JSON;
  const { isView } = ArrayBuffer;
  const { round, min, clz32 } = Math;
  const { timeOrigin } = performance;
  const now = performance.now.bind(performance);
  const [later, every, cancel, base64] = [setTimeout.bind(window), setInterval.bind(window), clearInterval.bind(window), btoa.bind(window)];
  const character = String.fromCharCode;
  const [Happening, Veil, Bytes, Url, Params, Ref, Fail, Dict, Weak] = [CustomEvent, Proxy, Uint8Array, URL, URLSearchParams, WeakRef, Error, Map, WeakMap];
  const listen = un(EventTarget.prototype.addEventListener);
  const dispatch = un(EventTarget.prototype.dispatchEvent);
  const halt = un(Event.prototype.stopImmediatePropagation);
  const [targetOf, detailOf] = [getter(Event.prototype, 'target'), getter(CustomEvent.prototype, 'detail')];
  const [has, exec, then] = [un(Object.prototype.hasOwnProperty), un(RegExp.prototype.exec), un(Promise.prototype.then)];
  const [slice, codeAt] = [un(String.prototype.slice), un(String.prototype.charCodeAt)];
  const [mapGet, mapSet, mapClear, mapSize] = [un(Map.prototype.get), un(Map.prototype.set), un(Map.prototype.clear), getter(Map.prototype, 'size')];
  const [weakGet, weakSet, deref] = [un(WeakMap.prototype.get), un(WeakMap.prototype.set), un(WeakRef.prototype.deref)];
  const [hrefOf, baseOf, trustedText] = [getter(URL.prototype, 'href'), getter(Node.prototype, 'baseURI'), un(proto('TrustedScriptURL')?.toString)];
  const [isHidden, hasFocus] = [getter(Document.prototype, 'hidden'), un(Document.prototype.hasFocus)];

  const random = crypto.getRandomValues(new Uint32Array(4));
  const hex = (/** @type {number} */ i) => (random[i] ?? 0).toString(16).padStart(8, '0');
  const secret = hex(0) + hex(1) + hex(2) + hex(3);
  /** @param {string} type @param {string} detail */
  const say = (type, detail) => dispatch(window, new Happening(type, /** @type {any} */ ({ __proto__: null, detail })));
  say('tallylight', secret);

  // ---- The line to the isolated world. JSON is put together piece by piece: a toJSON on the page's Array.prototype never sees it.

  const [MAX_BATCH, MAX_CHARS, MAX_A_SECOND, FLUSH_MS] = [64, 1 << 19, 500, 80];
  const [MAX_URL, MAX_BODY] = [8192, 16384];
  let alive = true;
  let pending = '';
  let count = 0;
  let dropped = 0;
  let second = 0;
  let inSecond = 0;
  let armed = false;

  function flush() {
    armed = false;
    if (!count && !dropped) return;
    const batch = `{"o":[${pending}],"d":${dropped}}`;
    pending = '';
    count = dropped = 0;
    say(secret, batch);
  }

  function arm() {
    if (armed) return;
    armed = true;
    later(flush, FLUSH_MS);
  }

  /** @param {any} seen without prototype @param {number} at when @param {boolean} [urgent] */
  function put(seen, at, urgent) {
    if (!alive) return;
    const t = now();
    if (t - second >= 1000) {
      second = t;
      inSecond = 0;
    }
    inSecond += 1;
    if (inSecond > MAX_A_SECOND && !urgent) {
      dropped += 1;
      return arm();
    }
    seen.t = round(timeOrigin + at);
    pending += (count ? ',' : '') + stringify(seen);
    count += 1;
    if (urgent || count >= MAX_BATCH || pending.length > MAX_CHARS) flush();
    else arm();
  }

  // ---- Wrapping.

  /** From wrapper to native. @type {WeakMap<Function, Function>} */
  const natives = new WeakMap();

  /** @param {any} native @param {object} traps @returns {any} */
  function veil(native, traps) {
    const wrapper = new Veil(native, traps);
    weakSet(natives, wrapper, native);
    return wrapper;
  }

  /** @typedef {'value' | 'get' | 'set'} Part */
  /** @param {any} owner @param {string} key @param {(f: any, self: any, args: any[]) => any} trap @param {Part} [part] */
  function wrap(owner, key, trap, part = 'value') {
    const property = owner && ownProperty(owner, key);
    const native = property?.[part];
    if (typeof native !== 'function') return;
    property[part] = veil(native, { __proto__: null, apply: trap });
    defineProperty(owner, key, property);
  }

  /** Looks on, then calls. @param {any} owner @param {string} key @param {(self: any, args: any[]) => unknown} look @param {Part} [part] */
  function before(owner, key, look, part) {
    wrap(owner, key, (f, self, args) => {
      if (alive) try { look(self, args); } catch { /* ours, not the page's */ }
      return apply(f, self, args);
    }, part);
  }

  /**
   * Calls, then looks. What the look answers, if anything, is returned instead.
   * @param {any} owner @param {string} key @param {(self: any, result: any, args: any[]) => unknown} look @param {Part} [part]
   */
  function after(owner, key, look, part) {
    wrap(owner, key, (f, self, args) => {
      const result = apply(f, self, args);
      if (alive) try { return look(self, result, args) ?? result; } catch { /* ours, not the page's */ }
      return result;
    }, part);
  }

  /** @param {string} name @param {(made: any, args: any[]) => void} look */
  function constructed(name, look) {
    const property = ownProperty(globalThis, name);
    const native = property?.value;
    if (!property || typeof native !== 'function') return;
    property.value = veil(native, {
      __proto__: null,
      construct(/** @type {any} */ f, /** @type {any[]} */ args, /** @type {any} */ target) {
        const made = construct(f, args, target);
        if (alive) try { look(made, args); } catch { /* ours, not the page's */ }
        return made;
      },
    });
    defineProperty(globalThis, name, property);
    defineProperty(native.prototype, 'constructor', { value: property.value, writable: true, enumerable: false, configurable: true });
  }

  wrap(Function.prototype, 'toString', (f, self, args) => apply(f, weakGet(natives, self) ?? self, args));

  const FRAME = /https?:\/\/[^\s)]{1,2000}?(?=:\d+:\d+)/;
  /** The script that called, from a sampled stack. A page that formats stacks by itself is left alone. */
  const caller = () => (ownProperty(Fail, 'prepareStackTrace') ? undefined : exec(FRAME, new Fail().stack)?.[0]);

  /** Sampled by doubling: the 1st, 2nd, 4th, 8th… @param {number} n */
  const isDue = (n) => (n & (n - 1)) === 0;

  /** @type {Record<string, number>} */
  const lastCalled = /** @type {any} */ ({ __proto__: null });
  /** An API that matters by itself: told at once, no more than once a second each. @param {string} api @param {unknown} [detail] */
  function called(api, detail) {
    const at = now();
    if (at - (lastCalled[api] ?? -1000) < 1000) return;
    lastCalled[api] = at;
    put({ __proto__: null, see: 'called', api, detail: typeof detail === 'string' ? slice(detail, 0, 512) : undefined }, at, true);
  }

  /** An API that is polled. @param {string} api @param {string} [detail] */
  function tally(api, detail) {
    let n = 0;
    return () => {
      n = (n + 1) | 0;
      if (isDue(n)) put({ __proto__: null, see: 'called', api, detail: detail ?? `${n}` }, now());
    };
  }

  // ---- Whether you look: real flips, who listens, who polls; and the shield.

  const WATCHED = { __proto__: null, visibilitychange: 1, webkitvisibilitychange: 1, blur: 1, focus: 1, pagehide: 1, freeze: 1, mouseleave: 1 };
  const MAX_LISTENS = 64;
  let listens = 0;
  /** @type {Record<string, number>} */
  const listened = /** @type {any} */ ({ __proto__: null });
  let shield = false;
  let visible = !isHidden(document);
  let focused = hasFocus(document);
  /** When the last flip was, and how many there were: sampling opens its windows by them. */
  let flipAt = -1e9;
  let flips = 0;

  /** @param {unknown} to @param {any} self @param {unknown} listener */
  function listensTo(to, self, listener) {
    const target = self === document ? 'document' : self === window || self == null ? 'window' : '';
    if (!target || !listener || typeof to !== 'string' || !(/** @type {any} */ (WATCHED)[to]) || listens >= MAX_LISTENS) return;
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

  /** What the page reads, and what it reads while the shield is on. @type {[string, Part, unknown][]} */
  const READ = [
    ['hidden', 'get', false],
    ['webkitHidden', 'get', false],
    ['visibilityState', 'get', 'visible'],
    ['webkitVisibilityState', 'get', 'visible'],
    ['hasFocus', 'value', true],
  ];
  for (const [key, part, shown] of READ) {
    const add = tally(`Document.${key}`);
    after(Document.prototype, key, (self) => {
      add();
      return shield && self === document ? shown : undefined;
    }, part);
  }

  /** Registered before any listener of the page, in the capture phase of the window: it comes first. @param {Event} event */
  function looked(event) {
    if (!alive || !event.isTrusted) return;
    const target = targetOf(event);
    if (target !== window && target !== document) return;
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
  const tellLook = () => put({ __proto__: null, see: 'flip', visible, focused }, now(), true);
  for (const type of ['visibilitychange', 'webkitvisibilitychange', 'blur', 'focus']) listen(window, type, looked, true);
  tellLook();

  // ---- What leaves the page.

  const [formEach, append, paramsText] = [un(FormData.prototype.forEach), un(Params.prototype.append), un(Params.prototype.toString)];
  const [blobSize, blobSlice, blobBytes] = [getter(Blob.prototype, 'size'), un(Blob.prototype.slice), un(Blob.prototype.arrayBuffer)];
  const typed = Object.getPrototypeOf(Bytes.prototype);
  const tagOf = getter(typed, Symbol.toStringTag);
  const [bufferOf, offsetOf, lengthOf] = [getter(typed, 'buffer'), getter(typed, 'byteOffset'), getter(typed, 'byteLength')];
  const data = DataView.prototype;
  const [dataBufferOf, dataOffsetOf, dataLengthOf] = [getter(data, 'buffer'), getter(data, 'byteOffset'), getter(data, 'byteLength')];
  const bufferSize = getter(ArrayBuffer.prototype, 'byteLength');

  /** An object's own plain value; a getter is not run. @param {any} object @param {string} key */
  function own(object, key) {
    const property = object && typeof object === 'object' ? ownProperty(object, key) : undefined;
    return property && has(property, 'value') ? property.value : undefined;
  }

  /** @param {ArrayBuffer} buffer @param {number} at @param {number} size */
  function bytes(buffer, at, size) {
    const view = new Bytes(buffer, at, min(size, MAX_BODY));
    let text = '';
    for (let i = 0; i < view.length; i++) text += character(/** @type {number} */ (view[i]));
    return { __proto__: null, base64: base64(text) };
  }

  /** @param {string} text */
  const words = (text) => ({ __proto__: null, text: slice(text, 0, MAX_BODY) });

  /** Ways to read a body, each throwing at once if it is of another kind. @type {((body: any, seen: any) => unknown)[]} */
  const READERS = [
    (body, seen) => {
      const size = (seen.size = bufferSize(body));
      seen.body = bytes(body, 0, size);
    },
    (body, seen) => {
      seen.size = blobSize(body);
      return blobBytes(blobSlice(body, 0, MAX_BODY));
    },
    (body, seen) => {
      const text = paramsText(body);
      seen.size = text.length;
      seen.body = words(text);
    },
    (body, seen) => {
      const fields = new Params();
      let room = MAX_BODY;
      seen.size = 0;
      formEach(body, (/** @type {any} */ value, /** @type {string} */ name) => {
        const isText = typeof value === 'string';
        seen.size += isText ? value.length : blobSize(value);
        if (room > 0) append(fields, slice(name, 0, 256), isText ? slice(value, 0, room) : '');
        room -= name.length + (isText ? value.length : 0) + 2;
      });
      seen.body = words(paramsText(fields));
    },
  ];

  /** Puts size and body into what was seen; answers a promise where the bytes come later. @param {any} body @param {any} seen */
  function weigh(body, seen) {
    seen.size = 0;
    if (typeof body === 'string') {
      seen.size = body.length;
      seen.body = words(body);
    } else if (isView(body)) {
      const isTyped = tagOf(body) !== undefined;
      seen.size = isTyped ? lengthOf(body) : dataLengthOf(body);
      seen.body = bytes(isTyped ? bufferOf(body) : dataBufferOf(body), isTyped ? offsetOf(body) : dataOffsetOf(body), seen.size);
    } else if (typeof body === 'object' && body) {
      for (let i = 0; i < READERS.length; i++) {
        try { return /** @type {any} */ (READERS[i])(body, seen); } catch { /* of another kind */ }
      }
    }
    return undefined;
  }

  // Sampling, by channel and host: so many a second; beyond that a few of each kind, for a flood not to drown what is rare; and a reserve
  // after each flip, when it matters most, and half a minute later.
  const [IN_SECOND, OF_KIND, MAX_KINDS, RESERVE, MAX_BUCKETS] = [24, 4, 64, 64, 256];
  /** @typedef {{ at: number, n: number, kinds: Map<number, number>, span: number, reserve: number, skipped: number, calls: number }} Bucket */
  /** @returns {Bucket} */
  const bucket = () => ({ at: 0, n: 0, kinds: new Dict(), span: -1, reserve: 0, skipped: 0, calls: 0 });
  /** @type {Map<string, Bucket>} */
  const buckets = new Dict();
  const spill = bucket();
  const ORIGIN = /^[a-z]+:(?:\/\/[^/?#]*)?/;

  /** @param {string} channel @param {string} url @returns {Bucket} */
  function bucketOf(channel, url) {
    const id = channel + exec(ORIGIN, url)?.[0];
    const known = mapGet(buckets, id);
    if (known || mapSize(buckets) >= MAX_BUCKETS) return known ?? spill;
    const made = bucket();
    mapSet(buckets, id, made);
    return made;
  }

  /** What a flood is told apart by: size class, and the letters it begins with. @param {any} body */
  function kindOf(body) {
    if (typeof body !== 'string') return isView(body) && tagOf(body) ? clz32(lengthOf(body)) : -1;
    let hash = body.length >> 5;
    for (let i = 0; i < 64 && i < body.length; i++) {
      const code = codeAt(body, i);
      if (code < 48 || code > 57) hash = (hash * 31 + code) | 0;
    }
    return hash;
  }

  /** @param {Bucket} b @param {number} at @param {any} body */
  function isSampled(b, at, body) {
    if (at - b.at >= 1000) {
      b.at = at;
      b.n = 0;
      mapClear(b.kinds);
    }
    b.n += 1;
    if (b.n <= IN_SECOND) return true;
    const kind = kindOf(body);
    const n = mapGet(b.kinds, kind) ?? 0;
    if (n < OF_KIND && (n || mapSize(b.kinds) < MAX_KINDS)) {
      mapSet(b.kinds, kind, n + 1);
      return true;
    }
    const since = at - flipAt;
    const span = since < 1500 ? 2 * flips : since > 30000 && since < 35000 ? 2 * flips + 1 : -1;
    if (span < 0) return false;
    if (b.span !== span) b.reserve = RESERVE;
    b.span = span;
    b.reserve -= 1;
    return b.reserve >= 0;
  }

  /** @param {string} channel @param {string} url @param {string} [method] @param {any} [body] @param {Bucket} [b] */
  function sent(channel, url, method, body, b = bucketOf(channel, url)) {
    const at = now();
    b.calls = (b.calls + 1) | 0;
    if (!isSampled(b, at, body)) {
      b.skipped += 1;
      return;
    }
    const from = isDue(b.calls) ? caller() : undefined;
    /** @type {any} */
    const seen = { __proto__: null, see: 'sent', channel, url: slice(url, 0, MAX_URL), method, skipped: b.skipped || undefined, from };
    b.skipped = 0;
    const coming = weigh(body, seen);
    if (!coming) return put(seen, at);
    /** @param {any} buffer */
    const tell = (buffer) => {
      try { seen.body = bytes(buffer, 0, bufferSize(buffer)); } catch { /* could not be read */ }
      put(seen, at);
    };
    then(coming, tell, tell);
  }

  /** The absolute address of what a page passes as one; empty where asking would run its code. @param {any} address @returns {string} */
  function absolute(address) {
    if (typeof address === 'string') return hrefOf(new Url(address, baseOf(document)));
    try { return hrefOf(address); } catch { /* not a URL */ }
    try { return absolute(trustedText(address)); } catch { return ''; }
  }

  const [requestUrl, requestMethod] = [getter(Request.prototype, 'url'), getter(Request.prototype, 'method')];
  /** @param {unknown} method */
  const verb = (method) => (typeof method === 'string' ? slice(method, 0, 16) : 'GET');
  /** The bodies that Requests were made with: reading them from a Request would consume them. @type {WeakMap<object, any>} */
  const bodies = new Weak();
  constructed('Request', (made, args) => {
    const body = own(args[1], 'body') ?? weakGet(bodies, args[0]);
    if (body != null) weakSet(bodies, made, body);
  });
  before(window, 'fetch', (_self, args) => {
    const input = args[0];
    let method = own(args[1], 'method');
    let url = '';
    try {
      url = requestUrl(input);
      method ??= requestMethod(input);
    } catch {
      url = absolute(input);
    }
    sent('fetch', url, verb(method), own(args[1], 'body') ?? weakGet(bodies, input));
  });

  /** @type {WeakMap<object, { method: string, url: string }>} */
  const opened = new Weak();
  before(XMLHttpRequest.prototype, 'open', (self, args) => weakSet(opened, self, { method: verb(args[0]), url: absolute(args[1]) }));
  before(XMLHttpRequest.prototype, 'send', (self, args) => {
    const to = weakGet(opened, self);
    if (to) sent('xhr', to.url, to.method, args[0]);
  });
  before(Navigator.prototype, 'sendBeacon', (_self, args) => sent('beacon', absolute(args[0]), 'POST', args[1]));

  /** @param {string} channel @param {string} name @param {(self: any) => string} address */
  function socket(channel, name, address) {
    /** @type {WeakMap<object, { url: string, bucket: Bucket }>} */
    const known = new Weak();
    before(proto(name), 'send', (self, args) => {
      let to = weakGet(known, self);
      if (!to) {
        const url = address(self);
        to = { url, bucket: bucketOf(channel, url) };
        weakSet(known, self, to);
      }
      sent(channel, to.url, undefined, args[0], to.bucket);
    });
  }
  const [socketUrl, labelOf] = [getter(proto('WebSocket'), 'url'), getter(proto('RTCDataChannel'), 'label')];
  socket('websocket', 'WebSocket', socketUrl);
  socket('datachannel', 'RTCDataChannel', (self) => `datachannel:${slice(labelOf(self), 0, 64)}`);
  constructed('WebSocket', (made) => sent('websocket', socketUrl(made)));
  for (const name of ['Worker', 'SharedWorker']) constructed(name, (_made, args) => sent('worker', absolute(args[0])));
  for (const name of ['EventSource', 'WebTransport']) constructed(name, (_made, args) => sent('other', absolute(args[0])));
  for (const name of ['Image', 'Script', 'IFrame']) {
    const of = proto(`HTML${name}Element`);
    const source = getter(of, 'src');
    const channel = name.toLowerCase();
    after(of, 'src', (self) => {
      const url = source(self);
      if (exec(/^https?:/, url)) sent(channel, url);
    }, 'set');
  }

  // ---- What matters by itself.

  /** Interface, method, and what to tell beside the name. @type {[string, string, ((self: any, args: any[]) => unknown)?][]} */
  const CALLS = [
    ['IdleDetector', 'start'],
    ['MediaRecorder', 'start', getter(proto('MediaRecorder'), 'mimeType')],
    ['HTMLMediaElement', 'captureStream'],
    ['HTMLMediaElement', 'mozCaptureStream'],
    ['HTMLCanvasElement', 'captureStream'],
    ['RTCPeerConnection', 'createDataChannel', (_self, args) => args[0]],
    ['RTCRtpSender', 'createEncodedStreams'],
    ['RTCRtpReceiver', 'createEncodedStreams'],
  ];
  for (const [name, key, detail] of CALLS) before(proto(name), key, (self, args) => called(`${name}.${key}`, detail?.(self, args)));
  before(proto('RTCRtpSender'), 'transform', (_self, args) => args[0] && called('RTCRtpSender.transform'), 'set');
  constructed('RTCRtpScriptTransform', () => called('RTCRtpScriptTransform'));
  before(proto('FaceDetector'), 'detect', tally('FaceDetector.detect'));

  // ---- Your own tracks, and the consent gate: while it is on they are silent and black, and the client reads back what it wrote.

  const [MAX_TRACKS, AGAIN_MS] = [256, 500];
  const trackProto = proto('MediaStreamTrack');
  const property = trackProto && ownProperty(trackProto, 'enabled');
  const [isEnabled, enable, kindOfTrack] = [un(property?.get), un(property?.set), getter(trackProto, 'kind')];
  const tracksOf = un(proto('MediaStream')?.getTracks);
  /** Known tracks, and what the client wants of each while the gate is on. @type {WeakMap<object, boolean>} */
  const wanted = new Weak();
  /** @type {Record<number, WeakRef<any>>} */
  const tracks = /** @type {any} */ ({ __proto__: null });
  let trackCount = 0;
  let gate = false;
  /** @type {any} */
  let again;

  /** @param {any} track @param {boolean} [wish] */
  function take(track, wish) {
    if (weakGet(wanted, track) === undefined) {
      weakSet(wanted, track, wish ?? isEnabled(track));
      tracks[trackCount++ % MAX_TRACKS] = new Ref(track);
    }
    if (gate && isEnabled(track)) enable(track, false);
  }

  /** @param {any} stream @param {any} [original] only clones of known tracks are ours: others may be remote */
  function takeAll(stream, original) {
    const list = tracksOf(stream);
    const from = original && tracksOf(original);
    for (let i = 0; i < list.length; i++) {
      const wish = from && weakGet(wanted, from[i]);
      if (!from || wish !== undefined) take(list[i], wish);
    }
  }

  /** @param {(track: any) => unknown} each */
  function eachTrack(each) {
    for (let i = 0; i < trackCount && i < MAX_TRACKS; i++) {
      const track = deref(tracks[i]);
      if (track) try { each(track); } catch { /* of a frame that is gone */ }
    }
  }
  const silence = () => eachTrack((track) => isEnabled(track) && enable(track, false));

  for (const key of ['getUserMedia', 'getDisplayMedia']) {
    after(proto('MediaDevices'), key, (_self, promise) => {
      called(`MediaDevices.${key}`);
      return then(promise, (/** @type {any} */ stream) => {
        try { takeAll(stream); } catch { /* ours, not the page's */ }
        return stream;
      });
    });
  }
  after(trackProto, 'clone', (self, made) => {
    const wish = weakGet(wanted, self);
    if (wish !== undefined) take(made, wish);
  });
  after(proto('MediaStream'), 'clone', (self, made) => takeAll(made, self));
  // What is about to be sent is ours too, wherever it was obtained.
  for (const key of ['addTrack', 'addTransceiver']) before(proto('RTCPeerConnection'), key, (_self, args) => take(args[0]));
  before(proto('RTCPeerConnection'), 'addStream', (_self, args) => takeAll(args[0]));
  before(proto('RTCRtpSender'), 'replaceTrack', (_self, args) => take(args[0]));

  /** @param {boolean} on */
  function setGate(on) {
    if (on === gate || !property) return;
    gate = on;
    if (!on) {
      cancel(again);
      defineProperty(trackProto, 'enabled', property);
      return eachTrack((track) => enable(track, weakGet(wanted, track)));
    }
    eachTrack((track) => weakSet(wanted, track, isEnabled(track)));
    silence();
    again = every(silence, AGAIN_MS);
    defineProperty(trackProto, 'enabled', /** @type {any} */ ({
      __proto__: null,
      configurable: true,
      enumerable: true,
      get: veil(property.get, { __proto__: null, apply: (/** @type {any} */ f, /** @type {any} */ self, /** @type {any[]} */ args) => {
        const real = apply(f, self, args);
        return weakGet(wanted, self) ?? real;
      } }),
      set: veil(property.set, { __proto__: null, apply: (/** @type {any} */ f, /** @type {any} */ self, /** @type {any[]} */ args) => {
        if (weakGet(wanted, self) === undefined) return apply(f, self, args);
        weakSet(wanted, self, !!args[0]);
      } }),
    }));
  }

  // Sound that is analysed while you are muted: a look at the first, second, fourth… reading is enough to know.
  let readings = 0;
  for (const key of ['getByteFrequencyData', 'getFloatFrequencyData', 'getByteTimeDomainData', 'getFloatTimeDomainData']) {
    before(proto('AnalyserNode'), key, () => {
      readings = (readings + 1) | 0;
      if (isDue(readings)) eachTrack((track) => kindOfTrack(track) === 'audio' && !isEnabled(track) && called('AnalyserNode.read', 'muted'));
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
