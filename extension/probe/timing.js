// Resource timing: the address of whatever this document loads, whoever asked for it and however (style sheets, pixels in markup, a hook that was
// bypassed). Read in the isolated world, where the page cannot forge it. Bodies and workers' requests are not in it.
'use strict';

(() => {
  const MAX_URL = 8192;
  /** So many at once, and so many a second after that; the rest is counted. */
  const [BURST, A_SECOND] = [200, 20];
  let room = BURST;
  let then = performance.now();

  const observer = new PerformanceObserver((list) => {
    const now = performance.now();
    room = Math.min(BURST, room + ((now - then) * A_SECOND) / 1000);
    then = now;
    for (const { name, startTime } of list.getEntries()) {
      if (!/^(?:https?|wss?):/.test(name)) continue;
      if (room < 1) {
        TallylightWire.drop(1);
        continue;
      }
      room -= 1;
      const t = Math.round(performance.timeOrigin + startTime);
      TallylightWire.push('isolated', { see: 'sent', channel: 'timing', url: name.slice(0, MAX_URL), t });
    }
    TallylightWire.flush();
  });
  try {
    observer.observe({ type: 'resource', buffered: true });
  } catch {
    // Not offered here: the page hooks see what they see.
  }
})();
