import { aTimeout, expect } from '@open-wc/testing';
import type { SignIn } from '../../api/sign-in.ts';
import { taxCode, WHO_AM_I, YEARLY } from '../../testing/firm.ts';
import { ImportList } from './import-list.ts';

const LINES = 200;

function listOf(): ImportList {
  const query = async ({ taxCodes }: { taxCodes: string[] }) => {
    await aTimeout(30);
    return { results: taxCodes.map((code) => ({ outcome: 'unknown', taxCode: code })) };
  };
  const signIn = {
    plans: [YEARLY],
    whoAmI: WHO_AM_I,
    t: (key: string) => key,
    api: { customers: { lookUp: { query } } },
  } as unknown as SignIn;
  const { signal } = new AbortController();
  return new ImportList({ signIn, signal, onChange: () => {} });
}

describe('a list that is looked up', () => {
  it('all lines are read again where another column is chosen for the codes meanwhile, and none is lost', async () => {
    const list = listOf();
    const lines = Array.from({ length: LINES }, (_, index) => ({
      number: index + 1,
      cells: [taxCode(index), taxCode(index + LINES)],
    }));
    const taking = list.take(lines);
    const settings: Promise<void>[] = [];
    for (const column of [1, 0, 1]) {
      await aTimeout(10);
      settings.push(list.setRole(column, 'code'));
    }
    await Promise.all([taking, ...settings]);
    expect(list.isReady).to.equal(true);
    expect(list.progress).to.deep.equal({ done: LINES, lines: LINES });
    expect(list.roles.code).to.equal(1);
    expect(list.firstLines()[0]?.line.cells).to.deep.equal([taxCode(0), taxCode(LINES)]);
  });
});
