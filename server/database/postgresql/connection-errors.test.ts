import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { it } from 'node:test';
import { connect as connectSecurely } from 'node:tls';
import pg from 'pg';
import { isConnectionLost, isRefusedCommit } from './connection-errors.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

function answer(code: string, severity = 'ERROR'): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(code, 1, 'error'), { code, severity });
}

it('every failure of network, socket and TLS is a lost connection, and a fault of ours is not', () => {
  const lost = [
    ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'],
    ...['ENETDOWN', 'ENETRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'],
    ...['EPROTO', 'EADDRNOTAVAIL', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_HANDSHAKE_TIMEOUT'],
    ...['ERR_STREAM_DESTROYED', 'ERR_SOCKET_CLOSED', '08006', '08007', '57P01', '57P05', '25P03'],
  ];
  const ours = [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SOCKET_BAD_PORT',
    'ENOENT',
    'EACCES',
    'ERR_INVALID_ARG_TYPE',
    '23505',
    '40001',
    '42601',
    '3D000',
  ];
  assert.deepEqual(
    [...lost, ...ours].filter((code) => isConnectionLost(failure(code))),
    lost,
  );
});

it('a refused connection and a server that does not speak TLS are lost connections', async () => {
  const plain = createServer((socket) => socket.resume().end('no TLS here\n')).listen(
    0,
    '127.0.0.1',
  );
  await once(plain, 'listening');
  const { port } = plain.address() as { port: number };
  const place = { host: '127.0.0.1', port };
  const [garbled] = await once(connectSecurely(place).resume(), 'error');
  assert.ok(isConnectionLost(garbled), String(garbled));
  plain.close();
  await once(plain, 'close');
  const [refused] = await once(connect(place), 'error');
  assert.ok(isConnectionLost(refused), String(refused));
});

it('only the server’s own answer about the transaction is a refused commit', () => {
  const errors = [answer('23505'), answer('40001'), answer('P0001')];
  assert.ok(errors.every(isRefusedCommit));
  const unsure = [
    ...['57P01', '08007', '58030', '53100', 'XX000', '40003'].map((code) => answer(code)),
    ...[answer('25P04', 'FATAL'), answer('22012', 'PANIC'), failure('23505'), new Error('none')],
  ];
  assert.ok(!unsure.some(isRefusedCommit));
});
