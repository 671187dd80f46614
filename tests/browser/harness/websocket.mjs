// The server side of RFC 6455, as little as a sink needs: it accepts, hands every message on, answers pings, and never speaks first.
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_MESSAGE = 16 * 1024 * 1024;
const Opcode = { Continuation: 0, Text: 1, Binary: 2, Close: 8, Ping: 9, Pong: 10 };

/**
 * @param {import('node:http').IncomingMessage} request an upgrade request
 * @param {import('node:stream').Duplex} socket
 * @param {(message: string | Buffer) => void} heard
 */
export function accept(request, socket, heard) {
  const key = request.headers['sec-websocket-key'];
  if (!key) return socket.destroy();
  const answer = createHash('sha1').update(key + GUID).digest('base64');
  const protocol = request.headers['sec-websocket-protocol']?.split(',')[0];
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n` +
      `${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''}\r\n`,
  );
  read(socket, heard);
}

/** @param {import('node:stream').Duplex} socket @param {(message: string | Buffer) => void} heard */
function read(socket, heard) {
  let waiting = Buffer.alloc(0);
  /** @type {Buffer[]} */
  let parts = [];
  let text = true;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    if (waiting.length > MAX_MESSAGE) return socket.destroy();
    for (let frame = take(waiting); frame; frame = take(waiting)) {
      waiting = waiting.subarray(frame.size);
      const { opcode, final, payload } = frame;
      if (opcode === Opcode.Close) return socket.end(Buffer.of(0x88, 0));
      if (opcode === Opcode.Ping) socket.write(Buffer.concat([Buffer.of(0x80 | Opcode.Pong, payload.length), payload]));
      if (opcode > Opcode.Binary) continue;
      if (opcode !== Opcode.Continuation) [parts, text] = [[], opcode === Opcode.Text];
      parts.push(payload);
      if (final) heard(text ? Buffer.concat(parts).toString() : Buffer.concat(parts));
    }
  });
}

/** The first whole frame, unmasked. @param {Buffer} bytes */
function take(bytes) {
  if (bytes.length < 6) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthSize = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthSize + 4;
  if (bytes.length < start) return undefined;
  const length = lengthSize === 2 ? bytes.readUInt16BE(2) : lengthSize === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let i = 0; i < payload.length; i += 1) payload.writeUInt8(payload.readUInt8(i) ^ mask.readUInt8(i % 4), i);
  const first = bytes.readUInt8(0);
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, size: start + length };
}
