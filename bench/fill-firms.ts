import Database from 'better-sqlite3';
import { foldText } from '../shared/search-text.ts';

/** Words that names are made of, chosen by a customer's number. */
const KINDS = ['Công ty TNHH', 'Công ty CP', 'Hộ kinh doanh', 'Công ty TNHH MTV'];
const WORDS =
  'Minh Phát Đại Lợi An Tâm Hoàng Gia Thịnh Vượng Bảo Long Quang Huy Tân Hùng Việt Nam Đông Phương'.split(
    ' ',
  );

/** Customers by number, from the first up to, but not including, the last. */
export interface Numbers {
  from: number;
  to: number;
}

export const filledCustomer = (number: number) => idOf('01900000', number);

const idOf = (head: string, number: number) =>
  `${head}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

/**
 * Adds customers to an SQLite file, each with its tax code, a licence, and a period that ends with 2026; a million of
 * them would take an hour through the API. The codes are none that the API would accept.
 *
 * @param firm a firm's id as SQL, by the customer's number `n`
 */
export function fillFirms(
  path: string,
  portalId: string,
  { from, to }: Numbers,
  firm: string,
): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.pragma('cache_size = -200000');
  const plan = db
    .prepare('select id, product_id as productId from plans where portal_id = ? and code = ?')
    .get(portalId, 'ASP-DN') as { id: string; productId: string };
  const values = {
    from,
    last: to - 1,
    portalId,
    planId: plan.id,
    productId: plan.productId,
    kinds: JSON.stringify(KINDS.map((kind) => [kind, foldText(kind)])),
    words: JSON.stringify(WORDS.map((word) => [word, foldText(word)])),
  };
  db.transaction(() => {
    for (const text of statements(firm)) db.prepare(text).run(values);
  }).immediate();
  db.close();
}

function statements(firm: string): string[] {
  const numbered = `with recursive numbered (n) as
    (select cast($from as integer) union all select n + 1 from numbered where n < $last)`;
  const id = (head: string) => `printf('${head}-0000-7000-8000-%012x', n)`;
  const word = (list: '$kinds' | '$words', divisor: number, part: 0 | 1) => {
    const length = list === '$kinds' ? KINDS.length : WORDS.length;
    return `json_extract(${list}, '$[' || (n / ${divisor} % ${length}) || '][${part}]')`;
  };
  const name = (part: 0 | 1) =>
    [word('$kinds', 1, part), word('$words', 4, part), word('$words', 80, part), 'n'].join(
      ` || ' ' || `,
    );
  return [
    `insert or ignore into firms (portal_id, id, name) ${numbered}
     select distinct $portalId, ${firm}, ${firm} from numbered`,
    `insert into customers (id, portal_id, firm_id, external_id, external_id_declared, tax_code, name, address, email,
       contact_name, phone, fiscal_year_start, search_text, updated_at) ${numbered}
     select ${id('01900000')}, $portalId, ${firm}, 'C' || n, 1, printf('09%08d', n), ${name(0)},
       '12 Lê Lợi, Quận 1, TP. Hồ Chí Minh', 'ketoan' || n || '@khach.example', 'Trần Văn Bình', '0901234567', 1,
       ${name(1)} || printf(' 09%08d', n), 0 from numbered`,
    `insert into customer_tax_codes (customer_id, tax_code, from_date) ${numbered}
     select ${id('01900000')}, printf('09%08d', n), '2020-01-01' from numbered`,
    `insert into licenses (id, portal_id, firm_id, customer_id, product_id, updated_at) ${numbered}
     select ${id('01900001')}, $portalId, ${firm}, ${id('01900000')}, $productId, 0 from numbered`,
    `insert into license_periods (id, license_id, first_day, last_day, plan_id, quantity, chain_last_day, source,
       created_at, portal_id, firm_id) ${numbered}
     select ${id('01900002')}, ${id('01900001')}, '2026-01-01', '2026-12-31', $planId, 1, '2026-12-31', 'declared', 0,
       $portalId, ${firm} from numbered`,
  ];
}
