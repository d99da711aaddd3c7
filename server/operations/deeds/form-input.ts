import type * as z from 'zod/mini';
import type { Context } from '../../context/context.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { hintsOf } from '../../payments/corrections/hints-of.ts';

/** A wrong form, with an error text of its own. */
export class FormFault extends DomainError {
  readonly text: string;
  /** The name of the wrong field, where it is one of several. */
  readonly field: string | undefined;

  constructor(code: 'NOT_FOUND' | 'INVALID_INPUT', text: string, field?: string) {
    super(code);
    this.text = text;
    this.field = field;
  }
}

export function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  form: unknown,
): z.output<Schema> {
  const result = schema.safeParse(form);
  if (!result.success) throw new DomainError('INVALID_INPUT');
  return result.data;
}

/** The order whose number was typed. */
export async function orderByNumber(context: Context, typed: string): Promise<string> {
  const [order, another] = await context.db
    .selectFrom('orders')
    .select('id')
    .where('number', '=', hintsOf(typed).orderNumbers[0] ?? typed)
    .limit(2)
    .execute();
  if (order === undefined) throw new FormFault('NOT_FOUND', `Không có đơn hàng số ${typed}.`);
  // Each portal numbers its own orders.
  if (another !== undefined) {
    const text = `Có nhiều đơn hàng số ${typed}, của các cổng kế toán khác nhau. Hãy chọn trong các đơn hàng gợi ý.`;
    throw new FormFault('NOT_FOUND', text);
  }
  return order.id;
}
