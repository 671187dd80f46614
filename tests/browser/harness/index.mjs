// The browser harness: what tests, demo and audit import.
export { browsers, built, Rig, start } from './rig.mjs';
export { genuine, genuineFolder, installed } from './genuine.mjs';
export { place } from './gateway.mjs';
export { firstOf, folder, page, sink } from './server.mjs';
export { until } from './until.mjs';
export { allSites, variant } from './variant.mjs';
