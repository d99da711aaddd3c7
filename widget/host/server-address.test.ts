import { expect } from '@open-wc/testing';
import { readServerAddress } from './server-address.ts';

describe('the address in `server`', () => {
  it('the server’s address is read without blanks around it, from a text or a URL, absolute or not', () => {
    expect(readServerAddress(' https://renewal.example/ ')).to.equal('https://renewal.example/');
    expect(readServerAddress(new URL('https://renewal.example'))).to.equal(
      'https://renewal.example/',
    );
    expect(readServerAddress('/renewal')).to.equal('/renewal');
  });

  it('the server’s address is empty where none is set', () => {
    for (const given of [undefined, null, '']) expect(readServerAddress(given)).to.equal('');
  });

  it('anything but an address of a server is none', () => {
    for (const given of ['ftp://renewal.example', 'https://', 7, {}]) {
      expect(readServerAddress(given), String(given)).to.equal(null);
    }
  });
});
