import assert from 'node:assert/strict';
import { it } from 'node:test';
import { tidyLinkPath } from './tidy-link.ts';

const TOKEN = '7hQ2mZk0aB9cD8eF1gH3iJ4';
const FORMER = '7hQ2mZk0aB9-D8eF1gH3_-';
const RECEIPT = 'a'.repeat(45);

it('tidyLink finds the page that a damaged link is meant for', () => {
  const tails = [
    '.',
    ',',
    ')',
    ').',
    '>',
    ';',
    '"',
    '’',
    '/',
    '//',
    ' ',
    '%20',
    '%0A',
    '%3E',
    ' và',
    '%20v%C3%A0',
  ];
  for (const tail of [...tails, '\u200b', '%E2%80%8B', '…', '/)', '/.']) {
    assert.equal(tidyLinkPath(`/pay/${TOKEN}${tail}`), `/pay/${TOKEN}`, JSON.stringify(tail));
    assert.equal(tidyLinkPath(`/pay/${FORMER}${tail}`), `/pay/${FORMER}`, JSON.stringify(tail));
    assert.equal(
      tidyLinkPath(`/documents/receipts/${RECEIPT}${tail}`),
      `/documents/receipts/${RECEIPT}`,
    );
  }
  // Chats turn a text in underscores into italics; only a former token may end in one itself.
  for (const tail of ['_', '-', '_.', '-/', '- và'])
    assert.equal(tidyLinkPath(`/pay/${TOKEN}${tail}`), `/pay/${TOKEN}`, tail);
  for (const path of [`//pay/${TOKEN}`, `/pay//${TOKEN}`, `/PAY/${TOKEN}`, `/Pay/${TOKEN}/`])
    assert.equal(tidyLinkPath(path), `/pay/${TOKEN}`, path);
  const broken = `/pay/${TOKEN.slice(0, 9)}%0D%0A${TOKEN.slice(9)}`;
  assert.equal(tidyLinkPath(broken), `/pay/${TOKEN}`);
  assert.equal(tidyLinkPath(`/pay/${TOKEN}/transfers/0193-ab/`), `/pay/${TOKEN}/transfers/0193-ab`);
});

it('tidyLink leaves a right link, and one that is not ours, as it is', () => {
  const paths = [
    `/pay/${TOKEN}`,
    `/pay/${FORMER}`,
    `/pay/${TOKEN}/state`,
    `/pay/${TOKEN}/transfers/0193-ab/qr.png`,
    '/pay/short',
    `/pay/${TOKEN}A`,
    `/pay/${TOKEN}-A`,
    '/pay',
    '/payments/return/x',
    '/%E0',
    '/',
  ];
  for (const path of paths) assert.equal(tidyLinkPath(path), null, path);
});
