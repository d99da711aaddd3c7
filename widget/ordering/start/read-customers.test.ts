import { expect } from '@open-wc/testing';
import { areSameCodes, readCustomers } from './read-customers.ts';

function* codes() {
  yield '0100000001';
  yield '0100000002';
}

function* withoutEnd() {
  for (;;) yield '0100000001';
}

const BOTH = ['0100000001', '0100000002'];

describe('readCustomers', () => {
  for (const [what, given] of [
    ['an array', BOTH],
    ['commas', '0100000001,0100000002'],
    ['blanks, semicolons and line ends', ' 0100000001;\n0100000002 \t'],
    ['a list as JSON', '["0100000001","0100000002"]'],
    ['a list as templates print it', "['0100000001', '0100000002']"],
    ['doubles', ['0100000001', '0100000002', '0100000001']],
    ['a Set', new Set(BOTH)],
    ['a generator', codes()],
    ['the values of a Map', new Map(BOTH.map((code) => [code, code])).values()],
    ['a frozen array', Object.freeze([...BOTH])],
    ['blanks and empty texts among them', ['', ' 0100000001 ', '  ', '0100000002\n']],
    ['several in one text', ['0100000001\r\n0100000002', '0100000001,0100000002']],
  ] as const) {
    it(`readCustomers reads ${what}`, () => {
      expect(readCustomers(given)).to.deep.equal({ codes: BOTH, problem: '' });
    });
  }

  it('readCustomers reads whole numbers, and leaves their zeros to the look-up', () => {
    const read = readCustomers([100_000_001, 100_000_002n]);
    expect(read).to.deep.equal({ codes: ['100000001', '100000002'], problem: '' });
    expect(readCustomers(100_000_001).codes).to.deep.equal(['100000001']);
  });

  it('readCustomers reads null, undefined and nothing as no customers', () => {
    for (const given of [null, undefined, '', [], new Set(), ' ,; ']) {
      expect(readCustomers(given)).to.deep.equal({ codes: [], problem: '' });
    }
  });

  it('readCustomers keeps marks that belong to an id', () => {
    const ids = ["KH'01", '[HN]002', 'KH[3]'];
    expect(readCustomers(ids.join(', ')).codes).to.deep.equal(ids);
    expect(readCustomers('[HN]002 KH[3]').codes).to.deep.equal(ids.slice(1));
    expect(readCustomers(JSON.stringify(ids)).codes).to.deep.equal(ids);
    expect(readCustomers('[]').codes).to.deep.equal([]);
  });

  it('readCustomers keeps a code written with blanks in one piece', () => {
    expect(readCustomers(['0100 000001']).codes).to.deep.equal(['0100 000001']);
  });

  it('readCustomers names what can’t be read, and reads the rest', () => {
    for (const item of [
      null,
      undefined,
      {},
      [],
      true,
      1.5,
      Number.NaN,
      -1,
      Symbol('x'),
      () => {},
    ]) {
      const { codes: read, problem } = readCustomers(['0100000001', item, '0100000002']);
      expect(read).to.deep.equal(BOTH);
      expect(problem).to.contain('item 1');
    }
    for (const given of [{}, true, 1.5, () => {}, Symbol('x'), Object.create(null)]) {
      expect(readCustomers(given).codes).to.deep.equal([]);
      expect(readCustomers(given).problem).to.contain('no list');
    }
  });

  it('readCustomers survives an iterable that breaks, or has no end', () => {
    const broken = {
      *[Symbol.iterator]() {
        yield '0100000001';
        throw new Error('detached');
      },
    };
    expect(readCustomers(broken).codes).to.deep.equal(['0100000001']);
    expect(readCustomers(broken).problem).to.contain('detached');
    expect(readCustomers(withoutEnd()).codes).to.deep.equal(['0100000001']);
  });
});

describe('areSameCodes', () => {
  it('areSameCodes ignores order and duplicates', () => {
    expect(areSameCodes(['a', 'b'], ['b', 'a', 'a'])).to.equal(true);
    expect(areSameCodes(['a', 'b'], ['a'])).to.equal(false);
    expect(areSameCodes(['a'], ['b'])).to.equal(false);
    expect(areSameCodes([], [])).to.equal(true);
  });
});
