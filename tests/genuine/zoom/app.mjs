// Zoom's own recording indicator over Zoom's own reducer: a meeting without a server. Module numbers are those of version 6.2.0 alone,
// which package.json pins.
const MODULE = { reducer: 62104, recording: 8910, settings: 24825 };
const MAIN_CLIENT = 2640;
/** Shaped as the product's token; nobody checks it before a meeting is joined. */
const TOKEN = [{ alg: 'HS256', typ: 'JWT' }, { appKey: 'test', video_webrtc_mode: 1 }].map((part) => btoa(JSON.stringify(part))).concat('none').join('.');
const Recorded = { off: 0, on: 1, paused: 2 };

const { ZoomMtg, React, ReactDOM, Redux } = window;
ZoomMtg.setZoomJSLib('/dist/lib', '/av');
await new Promise((success, error) => ZoomMtg.init({ leaveUrl: '/left', success, error }));
const modules = await new Promise((resolve) => window.webpackChunk_zoom_webclientjs.push([['tallylight-test'], {}, resolve]));
await modules.e(MAIN_CLIENT);
modules(MODULE.settings).Ay.sign = TOKEN;

const reducer = modules(MODULE.reducer).A;
const store = Redux.createStore((state, action) => {
  const next = reducer(state, action);
  return action.type === 'test/recorded' ? { ...next, meeting: { ...next.meeting, bRecord: action.recorded } } : next;
});
const { createElement: element } = React;
document.body.append(document.createElement('div'));
ReactDOM.createRoot(document.body.lastChild).render(
  element(
    'div',
    { className: 'meeting-app', id: 'wc-container-left' },
    element('div', { className: 'meeting-info-container--left-side' }, element(modules(MODULE.recording).A, { store })),
  ),
);
window.meeting = { recording: (phase) => store.dispatch({ type: 'test/recorded', recorded: Recorded[phase] }) };
