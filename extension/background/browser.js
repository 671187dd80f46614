// The browser's own interface under one name, and what differs between browsers. The only file that may ask which browser this is.

/** Chromium 156 has `browser` too: feature-test, never use it to tell browsers apart. */
export const api = globalThis.chrome ?? globalThis.browser;
