import { type Kysely, sql } from 'kysely';

/** Which of a customer's licences a line is of: lines of two licences of one product look alike otherwise. */
const LINE_LICENSES = [
  // As it was when the line was ordered; of lines from before, as it is.
  `alter table order_lines add column license_external_id text check (license_external_id <> '')`,
  `alter table order_lines add column one_of_several integer not null default 0 check (one_of_several in (0, 1))`,
  `update order_lines set
     license_external_id = (select external_id from licenses where licenses.id = license_id),
     one_of_several = exists (select 1 from licenses
       join licenses as other on other.customer_id = licenses.customer_id
         and other.product_id = licenses.product_id and other.id <> licenses.id
       where licenses.id = license_id)`,
  // Invoice requests say what they are for, also those from before, which a portal may read yet.
  `update invoice_requests set content = (select json_set(content, '$.license', json_object(
       'externalId', license_external_id, 'productCode', product_code, 'planCode', plan_code, 'quantity', quantity))
     from order_lines where order_lines.id = order_line_id)`,
];

export const lineLicenses = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of LINE_LICENSES) await sql.raw(statement).execute(db);
  },
};
