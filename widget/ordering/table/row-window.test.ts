import { expect } from '@open-wc/testing';
import { drawnRows, RowHeights, rowAt } from './row-window.ts';

const rows = Array.from({ length: 100 }, (_, key) => ({ key }));
const keys = rows.map(({ key }) => key);

/** The drawn rows in short: their keys, and gaps as their heights. */
const drawn = (heights: RowHeights, from: number, to: number, kept: number[] = []) =>
  drawnRows(rows, heights.tops(keys), from, to, kept).map((each) =>
    'row' in each ? each.key : `${each.gap} px`,
  );

describe('the rows in sight', () => {
  it('rows that are not drawn leave gaps of their height', () => {
    const heights = new RowHeights();
    expect(drawn(heights, 0, 2)).to.deep.equal([0, 1, 2, `${97 * 44} px`]);
    expect(drawn(heights, 50, 51)).to.deep.equal([`${50 * 44} px`, 50, 51, `${48 * 44} px`]);
    expect(drawn(heights, 98, 99)).to.deep.equal([`${98 * 44} px`, 98, 99]);
  });

  it('a kept row is drawn above or below the others, and once where it is among them', () => {
    const heights = new RowHeights();
    const above = ['44 px', 1, `${48 * 44} px`, 50, `${49 * 44} px`];
    expect(drawn(heights, 50, 50, [1])).to.deep.equal(above);
    const below = [`${50 * 44} px`, 50, '44 px', 52, `${47 * 44} px`];
    expect(drawn(heights, 50, 50, [52])).to.deep.equal(below);
    expect(drawn(heights, 50, 51, [51])).to.deep.equal(drawn(heights, 50, 51));
  });

  it('the whole is as high as its rows, whichever are drawn, and with open ones among them', () => {
    const heights = new RowHeights();
    heights.take(
      new Map([
        [0, 50],
        [1, 50],
        [7, 300],
      ]),
    );
    const whole = 99 * 50 + 300;
    for (const [from, to, kept] of [
      [0, 5, [90]],
      [20, 40, [7]],
      [95, 99, [0]],
    ] as const) {
      const sum = drawnRows(rows, heights.tops(keys), from, to, [...kept])
        .map((each) => ('row' in each ? heights.of(each.key) : each.gap))
        .reduce((a, b) => a + b, 0);
      expect(sum).to.equal(whole);
    }
  });

  it('the row at a distance is found among rows of different heights, and beyond the ends', () => {
    const heights = new RowHeights();
    heights.take(
      new Map([
        [0, 40],
        [1, 100],
      ]),
    );
    const tops = heights.tops(keys);
    const found = [-5, 0, 39, 40, 139, 140, 1e9].map((distance) => rowAt(tops, distance));
    expect(found).to.deep.equal([0, 0, 0, 1, 1, 2, 99]);
    expect(rowAt(heights.tops([]), 10)).to.equal(0);
  });

  it('heights differ by the first measure, by a changed row, and not when measured again', () => {
    const heights = new RowHeights();
    expect(
      heights.take(
        new Map([
          [0, 44],
          [1, 44],
        ]),
      ),
    ).to.equal(true);
    expect(
      heights.take(
        new Map([
          [1, 44.3],
          [2, 44],
        ]),
      ),
    ).to.equal(false);
    expect(heights.take(new Map([[1, 200]]))).to.equal(true);
    expect(heights.of(1)).to.equal(200);
    expect(heights.take(new Map([[1, 44]]))).to.equal(true);
    expect(heights.of(1)).to.equal(44);
    heights.take(new Map([[3, 90]]));
    heights.clear();
    expect(heights.of(3)).to.equal(44);
  });
});
