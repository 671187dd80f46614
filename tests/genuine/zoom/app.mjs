// Zoom's own recording and live-stream indicators, driven by Zoom's own reducer: a meeting without a server. Module numbers are those of
// version 6.2.0 alone, which package.json pins.
const MODULE = { store: 62104, recording: 8910, liveStream: 11615, settings: 24825 };
const MAIN_CLIENT = 2640;
/** Shaped as the product's token; nobody checks it before a meeting is joined. */
const TOKEN = [{ alg: 'HS256', typ: 'JWT' }, { appKey: 'test', video_webrtc_mode: 1 }].map((part) => btoa(JSON.stringify(part))).concat('none').join('.');

const { ZoomMtg, React, ReactDOM } = window;
ZoomMtg.setZoomJSLib('/dist/lib', '/av');
await new Promise((success, error) => ZoomMtg.init({ leaveUrl: '/left', success, error }));
const modules = await new Promise((resolve) => window.webpackChunk_zoom_webclientjs.push([['tallylight-test'], {}, resolve]));
await modules.e(MAIN_CLIENT);
modules(MODULE.settings).Ay.sign = TOKEN;
window.meeting = { modules, MODULE, React, ReactDOM };
