// The whole internet of a test: one HTTPS server on loopback that answers for every host name, and writes down who asked what.
// Chromium reaches it through resolver rules, Firefox through the CONNECT proxy below: in both, a page has its real address.
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { certificate } from './certificate.mjs';
import { accept } from './websocket.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.map': 'application/json',
};
const MAX_BODY = 64 * 1024;

/**
 * @typedef {{ type?: string, status?: number, body?: string | Buffer, headers?: Record<string, string> }} Answer
 * @typedef {(request: Logged) => Answer | undefined | Promise<Answer | undefined>} Handler
 *   what a host answers; nothing is 404
 * @typedef {Record<string, Handler>} Sites by host name; `*.example.org` stands for all below it, `*` for all others
 * @typedef {object} Logged
 * @property {number} t milliseconds since the epoch
 * @property {'http' | 'websocket' | 'message'} kind a request, the opening of a WebSocket, or a message on it
 * @property {string} method
 * @property {string} host
 * @property {string} path with its query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body the first 64 kB
 */

/** Files of a folder; `/` and paths without an extension are its `index.html`. @param {string} root @returns {Handler} */
export function folder(root) {
  return async ({ path }) => {
    const asked = normalize(decodeURIComponent(path.split('?')[0] ?? '/'));
    const file = extname(asked) ? asked : '/index.html';
    const body = await readFile(join(root, file)).catch(() => undefined);
    return body && { body, type: TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? 'application/octet-stream' };
  };
}

/** The first of several that answers. @param {...Handler} handlers @returns {Handler} */
export function firstOf(...handlers) {
  return async (request) => {
    for (const handler of handlers) {
      const answer = await handler(request);
      if (answer) return answer;
    }
    return undefined;
  };
}

/** One page, whatever the path. @param {string} html @param {Record<string, string>} [headers] @returns {Handler} */
export const page = (html, headers = {}) => ({ path }) => (path === '/favicon.ico' ? { status: 204 } : { body: html, type: TYPES['.html'], headers });

/** Swallows all that it is sent, as a collector of telemetry would. @returns {Handler} */
export const sink = () => ({ method }) => ({ status: method === 'GET' ? 200 : 204, body: '', type: 'text/plain' });

/** @param {Sites} sites @param {string} host @returns {Handler} */
function siteOf(sites, host) {
  const exact = sites[host];
  if (exact) return exact;
  for (let rest = host; rest.includes('.'); ) {
    rest = rest.slice(rest.indexOf('.') + 1);
    const wild = sites[`*.${rest}`];
    if (wild) return wild;
  }
  return sites['*'] ?? sink();
}

/** @param {import('node:http').IncomingMessage} request */
async function bodyOf(request) {
  /** @type {Buffer[]} */
  const parts = [];
  let size = 0;
  for await (const part of request) {
    if (size < MAX_BODY) parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts).toString().slice(0, MAX_BODY);
}

/** @param {import('node:http').IncomingMessage} request @param {'http' | 'websocket' | 'message'} kind @param {string} [body] @returns {Logged} */
function logged(request, kind, body = '') {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  return { t: Date.now(), kind, method: request.method ?? 'GET', host, path: request.url ?? '/', headers: request.headers, body };
}

/** Lets a page of any origin send here, credentials and all. @param {Logged} request */
const cors = ({ headers }) => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'cache-control': 'no-store',
});

/** @param {import('node:http').Server | import('node:https').Server} server @returns {Promise<number>} */
const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
  });

/**
 * @param {Sites} sites
 * @returns {Promise<Server>}
 * @typedef {object} Server
 * @property {number} port HTTPS for every host
 * @property {number} proxyPort a CONNECT proxy to it
 * @property {Logged[]} log everything asked so far, in order
 * @property {Sites} sites may be added to while running
 * @property {() => Promise<void>} close
 */
export async function serve(sites) {
  /** @type {Logged[]} */
  const log = [];
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const https = createHttps(certificate(['localhost', '*.localhost']), async (request, response) => {
    const entry = logged(request, 'http', await bodyOf(request).catch(() => ''));
    log.push(entry);
    const answer = entry.method === 'OPTIONS' ? { status: 204 } : ((await siteOf(sites, entry.host)(entry)) ?? { status: 404, body: 'not here' });
    response.writeHead(answer.status ?? 200, { ...cors(entry), ...(answer.type && { 'content-type': answer.type }), ...answer.headers });
    response.end(answer.body ?? '');
  });
  https.on('upgrade', (request, socket) => {
    log.push(logged(request, 'websocket'));
    accept(request, socket, (message) => log.push(logged(request, 'message', message.toString().slice(0, MAX_BODY))));
  });
  const port = await listen(https);

  const proxy = createHttp((_request, response) => response.writeHead(502).end());
  proxy.on('connect', (_request, socket) => {
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    const end = () => [socket, onward].forEach((side) => side.destroy());
    socket.on('error', end).on('close', end);
    onward.on('error', end).on('close', end);
  });
  const proxyPort = await listen(proxy);

  for (const server of [https, proxy]) {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  }
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all([https, proxy].map((server) => new Promise((done) => server.close(done))));
  };
  return { port, proxyPort, log, sites, close };
}
