import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { Refusal } from '../../testing/fake-server.ts';
import { customersOf, effectOf, quoteOf, TODAY, uuid } from '../../testing/firm.ts';
import {
  button,
  clearPage,
  deepQuery,
  eventually,
  focused,
  visibleText,
} from '../../testing/page.ts';
import { rowsOf, serverWithOwnDrafts, shows, toPlace, wizardFor } from '../../testing/wizard.ts';

const ACCOUNTANT = 'place-once';
const customers = customersOf(5);
const [first, second] = customers as [(typeof customers)[number], (typeof customers)[number]];

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, ACCOUNTANT).install();
});

afterEach(() => clearPage(server));

const ownDrafts = () => Object.keys(localStorage).filter((key) => key.endsWith(`:${ACCOUNTANT}`));
const payer = (wizard: Element, value: 'firm' | 'owner') =>
  deepQuery<HTMLInputElement>(wizard, `input[name=payer][value=${value}]`) as HTMLInputElement;

describe('renewal-wizard: placing once', () => {
  it('a double click places one order', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toPlace(wizard);
    server.delay = 80;
    const place = button(wizard, 'Đặt hàng');
    place.click();
    place.click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(server.inputsOf('orders.place')).to.have.length(1);
    expect(ownDrafts(), 'the draft has gone').to.have.length(0);
  });

  it('a failed network keeps everything, and the next try has the same request id', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toPlace(wizard);
    server.offline = true;
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Không kết nối được máy chủ.');
    await expectNoFaults(wizard);
    server.offline = false;
    button(wizard, 'Thử lại').click();
    await shows(wizard, 'Đặt hàng thành công');
  });

  it('a draft keeps its payers, and one of an earlier release is read', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    payer(wizard, 'owner').click();
    wizard.remove();
    const again = await wizardFor(server, first.taxCode);
    expect(payer(again, 'owner').checked).to.equal(true);
    again.remove();
    // Beside it is what the server has of it, once that is saved.
    const key = ownDrafts().find((own) => own.startsWith('renewal-wizard:')) ?? '';
    const draft = JSON.parse(localStorage.getItem(key) ?? '');
    const { payer: _, discountCode: __, quotation: ___, ...old } = draft;
    for (const row of old.rows) delete row.payer;
    localStorage.setItem(key, JSON.stringify(old));
    const older = await wizardFor(server, first.taxCode);
    expect(payer(older, 'firm').checked).to.equal(true);
    await toPlace(older);
  });

  it('a lost answer is followed by the same request id, even over a reload', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toPlace(wizard);
    const seen: string[] = [];
    server.on('orders.place', ({ requestId }) => {
      seen.push(requestId);
      if (seen.length < 3) throw new Refusal({ code: 'INTERNAL' });
      return { id: uuid(1), number: 'DH000001' };
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Hệ thống gặp sự cố.');
    button(wizard, 'Thử lại').click();
    await eventually(() => seen.length === 2);
    wizard.remove();
    const reloaded = await wizardFor(server, first.taxCode);
    await toPlace(reloaded);
    button(reloaded, 'Đặt hàng').click();
    await shows(reloaded, 'Đặt hàng thành công');
    expect(seen).to.have.length(3);
    expect(new Set(seen).size).to.equal(1);
    expect(seen[0]).to.match(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('a changed price requires confirming again', async () => {
    const wizard = await wizardFor(server, first.taxCode);
    await toPlace(wizard);
    const total = 1_500_000;
    const price = { list: total, discount: 0, net: total, vat: 0, total };
    server.on('orders.quote', () => ({
      today: TODAY,
      lines: [
        {
          row: 0,
          ...price,
          vatRate: 'KCT',
          presentExpiry: '2026-12-31',
          newExpiry: '2027-12-31',
          ...effectOf('2026-12-31', '2027-12-31'),
        },
      ],
      problems: [],
      discountRate: 0,
      volumeKeptBack: 0,
      discounts: [],
      codeProblem: null,
      totals: price,
    }));
    server.on('orders.place', ({ confirmedTotal }) => {
      if (confirmedTotal !== total) throw new Refusal({ code: 'PRICE_CHANGED', total });
      return { id: uuid(1), number: 'DH000009' };
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Tổng thanh toán mới là 1.500.000 ₫.');
    const tick = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#confirmed'));
    expect(tick.checked).to.equal(false);
    await eventually(
      () => visibleText(deepQuery(wizard, 'tbody') as HTMLElement).includes('1.500.000 ₫'),
      'the new price in the list',
    );
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'DH000009');
  });

  it('the confirmed new expiry is ordered, and another one requires confirming again', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await toPlace(wizard);
    const newExpiry = '2027-06-29';
    const sent: (string | undefined)[][] = [];
    server.on('orders.place', ({ lines }) => {
      sent.push(lines.map((line) => line.newExpiry));
      const rowProblems: RowProblem[] = [
        { row: 1, field: 'years', code: 'TERM_CHANGED', newExpiry },
      ];
      if (lines[1]?.newExpiry === newExpiry) return { id: uuid(1), number: 'DH000009' };
      throw new Refusal({ code: 'ORDER_LINES_REJECTED', rowProblems });
    });
    server.on('orders.quote', (input) => {
      const quote = quoteOf(customers, input);
      return {
        ...quote,
        lines: quote.lines.map((line) => (line.row === 1 ? { ...line, newExpiry } : line)),
      };
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Hạn sử dụng mới nay là 29/06/2027.');
    const years = await eventually(
      () => focused() instanceof HTMLSelectElement && (focused() as HTMLSelectElement),
      'focus on the term',
    );
    expect(years.closest('tr')).to.equal(rowsOf(wizard)[1]);
    expect(years.getAttribute('aria-invalid')).to.equal('true');
    button(wizard, 'Tiếp tục').click();
    const tick = await eventually(() => deepQuery<HTMLInputElement>(wizard, '#confirmed'));
    expect(tick.checked, 'to be confirmed anew').to.equal(false);
    tick.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'DH000009');
    expect(sent).to.deep.equal([
      ['2027-12-31', '2027-03-31'],
      ['2027-12-31', newExpiry],
    ]);
  });

  it('the wizard returns to the rows that the server refused', async () => {
    const wizard = await wizardFor(server, first.taxCode, second.taxCode);
    await toPlace(wizard);
    server.on('orders.place', () => {
      const rowProblems: RowProblem[] = [
        { row: 1, field: 'firstFiscalYear', code: 'ALREADY_COVERED', expiry: '2027-03-31' },
      ];
      throw new Refusal({ code: 'ORDER_LINES_REJECTED', rowProblems });
    });
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Giấy phép đã có hạn đến 31/03/2027');
    await eventually(() => focused()?.closest('tr') === rowsOf(wizard)[1], 'focus on the row');
  });
});
