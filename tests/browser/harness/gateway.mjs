// The way to a host that stands elsewhere: a test server may speak plain HTTP and yet be reached as https://meet.example.org. Each host has a port
// here; whoever comes with TLS to a server without it is served with a certificate of our own, everybody else is passed through as he is.
import { connect as connectPlain, createServer } from 'node:net';
import { connect as connectTls, createServer as createTls } from 'node:tls';
import { certificate } from './certificate.mjs';

/** The first byte of a TLS connection: a handshake. */
const TLS = 0x16;
const PROBE_MS = 3000;

/** @typedef {import('node:net').Socket} Socket */
/** @typedef {{ host: string, port: number | undefined }} Place */

/** @param {string} address `HOST`, `HOST:PORT` or `[V6]:PORT` @returns {Place} */
export function place(address) {
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]/\s]+)(?::(\d{1,5}))?$/i.exec(address);
  if (!found?.[1] || Number(found[2] ?? 1) > 65_535) throw new Error(`no address: ${address}`);
  return { host: found[1].replace(/^\[|\]$/g, ''), port: found[2] === undefined ? undefined : Number(found[2]) };
}

/** @param {Socket} a @param {Socket} b */
function join(a, b) {
  const end = () => [a, b].forEach((side) => side.destroy());
  for (const side of [a, b]) side.on('error', end).on('close', end);
  a.pipe(b).pipe(a);
}

/** Whether a server speaks TLS. @param {Place} place @returns {Promise<boolean>} */
const speaksTls = ({ host, port = 443 }) =>
  new Promise((resolve) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false, timeout: PROBE_MS });
    const answer = (/** @type {boolean} */ yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.on('secureConnect', () => answer(true)).on('error', () => answer(false)).on('timeout', () => answer(false));
  });

/** @param {import('node:net').Server} server @returns {Promise<number>} */
const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
  });

/**
 * @param {Record<string, string>} maps from host name to address
 * @returns {Promise<{ ports: Record<string, number>, socks: number, close: () => Promise<void> }>} a port for each host, and a SOCKS port for all
 */
export async function gateway(maps) {
  /** @type {Set<Socket>} */
  const sockets = new Set();
  const keep = (/** @type {Socket} */ socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    return socket;
  };
  /** @type {import('node:net').Server[]} */
  const servers = [];
  /** @type {Record<string, number>} */
  const ports = {};
  for (const [name, address] of Object.entries(maps)) {
    const to = place(address);
    const tls = createTls({ ...certificate([name]) }, (socket) => join(keep(socket), keep(connectPlain({ host: to.host, port: to.port ?? 80 }))));
    /** @type {Promise<boolean> | undefined} */
    let isTls;
    const server = createServer((socket) => {
      keep(socket).once('data', async (first) => {
        socket.pause();
        socket.unshift(first);
        const wantsTls = first[0] === TLS;
        isTls ??= wantsTls ? speaksTls(to) : undefined;
        if (wantsTls && !(await isTls)) tls.emit('connection', socket);
        else join(socket, keep(connectPlain({ host: to.host, port: to.port ?? (wantsTls ? 443 : 80) })));
        process.nextTick(() => socket.resume());
      });
    });
    servers.push(server);
    ports[name] = await listen(server);
  }
  const socks = createServer((socket) => greet(keep(socket), ports, keep));
  servers.push(socks);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  };
  return { ports, socks: await listen(socks), close };
}

/** The port of a name, or of the pattern that covers it. @param {Record<string, number>} ports @param {string} host */
function portOf(ports, host) {
  const pattern = Object.keys(ports).find((name) => name.startsWith('*.') && host.endsWith(name.slice(1)));
  return ports[host] ?? (pattern === undefined ? undefined : ports[pattern]);
}

/** SOCKS5 (RFC 1928), as little as a browser needs: no password, CONNECT by name. @param {Socket} socket @param {Record<string, number>} ports @param {(socket: Socket) => Socket} keep */
function greet(socket, ports, keep) {
  socket.once('data', () => {
    socket.write(Buffer.of(5, 0));
    socket.once('data', (request) => {
      const host = request[3] === 3 ? request.subarray(5, 5 + (request[4] ?? 0)).toString('latin1') : '';
      const port = portOf(ports, host);
      if (request[1] !== 1 || port === undefined) return socket.end(Buffer.of(5, 2, 0, 1, 0, 0, 0, 0, 0, 0));
      const onward = keep(connectPlain({ host: '127.0.0.1', port }));
      onward.once('connect', () => {
        socket.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
        join(socket, onward);
      });
      return undefined;
    });
  });
}
