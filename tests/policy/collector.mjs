// A collector for OpenTelemetry logs on loopback: takes JSON, lets extensions write to it as a collector with CORS does, can be away.
//   node tests/policy/collector.mjs PORT    prints what arrives
// Whether the official protocol reads what we send is tested natively (crate/report/tests/otlp.rs). Not here: what is expected of it.
import { createServer } from 'node:http';

/** @typedef {{ id: string, uid: string, body: any, attributes: any }} LogRecord */

/** JSON from OTLP's own kind of value. @param {any} value @returns {any} */
function plain(value) {
  if ('kvlistValue' in value) return Object.fromEntries(value.kvlistValue.values.map((/** @type {any} */ { key, value: inner }) => [key, plain(inner)]));
  if ('arrayValue' in value) return value.arrayValue.values.map(plain);
  if ('intValue' in value) return Number(value.intValue);
  return Object.values(value)[0];
}

/** @param {number} [port] @param {(record: LogRecord) => void} [tell] */
export async function collector(port = 0, tell = () => {}) {
  const received = { records: /** @type {LogRecord[]} */ ([]), raw: /** @type {string[]} */ ([]), headers: /** @type {Set<string>} */ (new Set()), refused: 0 };
  let away = 0;
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    response.setHeader('access-control-expose-headers', 'retry-after');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    let text = '';
    for await (const chunk of request) text += chunk;
    if (request.method !== 'POST' || request.url !== '/v1/logs') return response.writeHead(404).end();
    if (away > 0) {
      away -= 1;
      received.refused += 1;
      return response.writeHead(503, { 'retry-after': '1' }).end();
    }
    received.raw.push(text);
    received.headers.add(`${request.headers.authorization} ${request.headers['content-type']}`);
    for (const { scopeLogs } of JSON.parse(text).resourceLogs) {
      for (const { attributes, body } of scopeLogs.flatMap((/** @type {any} */ { logRecords }) => logRecords)) {
        const of = plain({ kvlistValue: { values: attributes } });
        const record = { id: of['event.id'], uid: of['tallylight.finding.uid'], attributes: of, body: plain(body) };
        received.records.push(record);
        tell(record);
      }
    }
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((listening) => server.listen(port, '127.0.0.1', () => listening(undefined)));
  return {
    received,
    /** The next requests are turned away. @param {number} requests */
    outage: (requests) => (away = requests),
    address: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/v1/logs`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

if (import.meta.filename === process.argv[1]) {
  const { address } = await collector(Number(process.argv[2] ?? 4318), ({ attributes }) => console.log(JSON.stringify(attributes)));
  console.error(`waiting for reports at ${address}`);
}
