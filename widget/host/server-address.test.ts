import { expect } from '@open-wc/testing';
import { readServerAddress } from './server-address.ts';

describe('the address in `server`', () => {
  it('is read without blanks around it, from a text or a URL, absolute or not', () => {
    expect(readServerAddress(' https://renewal.example/ ')).to.equal('https://renewal.example/');
    expect(readServerAddress(new URL('https://renewal.example'))).to.equal(
      'https://renewal.example/',
    );
    expect(readServerAddress('/renewal')).to.equal('/renewal');
  });

  it('is empty where none is set', () => {
    for (const given of [undefined, null, '']) expect(readServerAddress(given)).to.equal('');
  });

  it('is none where it is something else', () => {
    for (const given of ['ftp://renewal.example', 'https://', 7, {}]) {
      expect(readServerAddress(given), String(given)).to.equal(null);
    }
  });
});
