// A signed package for Chromium and its relatives (CRX3): a header with one signature, then the zip. The id is made from the public key.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** @param {string} key a private RSA key as PEM */
export function identity(key) {
  const publicKey = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
  const hash = createHash('sha256').update(publicKey).digest().subarray(0, 16);
  const id = [...hash.toString('hex')].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
  return { publicKey, hash, id };
}

/** A length-delimited field of a protocol buffer. @param {number} number @param {Buffer} data */
const field = (number, data) => Buffer.concat([varint(number * 8 + 2), varint(data.length), data]);

/** @param {number} value */
function varint(value) {
  /** @type {number[]} */
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** @param {number} value */
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** @param {Buffer} archive a zip @param {string} key a private RSA key as PEM */
export function crx(archive, key) {
  const { publicKey, hash } = identity(key);
  const signed = field(1, hash);
  const said = Buffer.concat([Buffer.from('CRX3 SignedData\0'), u32(signed.length), signed, archive]);
  const signature = sign('sha256', said, key);
  const header = Buffer.concat([field(2, Buffer.concat([field(1, publicKey), field(2, signature)])), field(10_000, signed)]);
  return Buffer.concat([Buffer.from('Cr24'), u32(3), u32(header.length), header, archive]);
}

/** What a browser asks for updates is told. @param {string} id @param {string} version @param {string} url where the package stands */
export const updates = (id, version, url) => `<?xml version='1.0' encoding='UTF-8'?>
<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>
  <app appid='${id}'>
    <updatecheck codebase='${url}' version='${version}'/>
  </app>
</gupdate>
`;
