// Packages: the same files give the same bytes; what is packed comes out again; a CRX says who signed it.
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { crx, identity, updates } from '../scripts/crx.mjs';
import { zip } from '../scripts/zip.mjs';

const FILES = [
  { name: 'a/ünï.txt', data: Buffer.from('hello '.repeat(1000)) },
  { name: 'empty', data: Buffer.alloc(0) },
];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test('a zip holds what was put in, and is the same to the byte', () => {
  const archive = zip(FILES);
  assert.deepEqual(zip(FILES), archive);
  let at = archive.readUInt32LE(archive.length - 6);
  for (const { name, data } of FILES) {
    assert.equal(archive.readUInt32LE(at), 0x02014b50);
    const [packed, size, label] = [archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 24), archive.readUInt16LE(at + 28)];
    assert.equal(archive.toString('utf8', at + 46, at + 46 + label), name);
    const local = archive.readUInt32LE(at + 42);
    assert.equal(archive.readUInt32LE(local), 0x04034b50);
    const from = local + 30 + archive.readUInt16LE(local + 26);
    assert.deepEqual(inflateRawSync(archive.subarray(from, from + packed)), data);
    assert.equal(size, data.length);
    at += 46 + label;
  }
  assert.equal(archive.readUInt32LE(at), 0x06054b50);
});

test('a CRX carries the zip, and the signature of the key that its id is made from', () => {
  const archive = zip(FILES);
  const signed = crx(archive, KEY);
  assert.deepEqual(crx(archive, KEY), signed);
  const length = signed.readUInt32LE(8);
  assert.deepEqual([signed.toString('latin1', 0, 4), signed.readUInt32LE(4)], ['Cr24', 3]);
  assert.deepEqual(signed.subarray(12 + length), archive);
  const { publicKey, hash, id } = identity(KEY);
  const header = signed.subarray(12, 12 + length);
  const signature = header.subarray(header.indexOf(publicKey) + publicKey.length + 3).subarray(0, 256);
  const said = Buffer.concat([Buffer.from('CRX3 SignedData\0'), Buffer.of(18, 0, 0, 0, 10, 16), hash, archive]);
  assert.ok(verify('sha256', said, createPublicKey(KEY), signature));
  assert.match(id, /^[a-p]{32}$/);
  assert.match(updates(id, '1.2.3', 'https://example.org/x.crx'), new RegExp(`appid='${id}'[^]*codebase='https://example.org/x.crx' version='1.2.3'`));
});
