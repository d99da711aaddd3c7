import { expect } from '@open-wc/testing';
import { lineOf } from '../testing/orders.ts';
import { linesLeft } from './lines-left.ts';

const firms = [lineOf(1), lineOf(2)];
const owners = [lineOf(3, { payer: 'owner' }), lineOf(4, { payer: 'owner' })];
const idsOf = (lines: readonly { id: string }[]) => lines.map(({ id }) => id);

describe('the lines not ticked at first', () => {
  it('the owners’ lines are not ticked at first, where the firm has lines to pay', () => {
    expect([...linesLeft([...firms, ...owners], null)]).to.deep.equal(idsOf(owners));
    expect([...linesLeft(firms, null)]).to.deep.equal([]);
  });

  it('all lines are ticked at first, where all are the owners’', () => {
    expect([...linesLeft(owners, null)]).to.deep.equal([]);
  });

  it('only chosen lines are ticked at first, whoever pays them', () => {
    const [chosen, ...others] = [...owners, ...firms];
    expect([...linesLeft([...owners, ...firms], [chosen?.id ?? ''])]).to.deep.equal(idsOf(others));
    expect([...linesLeft(firms, [])]).to.deep.equal(idsOf(firms));
  });
});
