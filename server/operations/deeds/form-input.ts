import type * as z from 'zod/mini';
import type { Context } from '../../context/context.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { hintsOf } from '../../payments/corrections/hints-of.ts';

/** One of the values between which a form lets a person choose. */
export interface Choice {
  value: string;
  label: string;
}

interface Place {
  /** The name of the wrong field, where it is one of several. */
  field?: string;
  /** The values of that field, where the person has to choose one. */
  choices?: readonly Choice[];
}

/** A wrong form, with an error text of its own. */
export class FormFault extends DomainError {
  readonly text: string;
  readonly place: Place;

  constructor(code: 'NOT_FOUND' | 'INVALID_INPUT', text: string, place: Place = {}) {
    super(code);
    this.text = text;
    this.place = place;
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

/** The order whose number was typed in this field. */
export async function orderByNumber(
  context: Context,
  typed: string,
  field: string,
): Promise<string> {
  const [order, another] = await context.db
    .selectFrom('orders')
    .select('id')
    .where('number', '=', hintsOf(typed).orderNumbers[0] ?? typed)
    .limit(2)
    .execute();
  if (order === undefined) {
    throw new FormFault('NOT_FOUND', `Không có đơn hàng số ${typed}.`, { field });
  }
  // Each portal numbers its own orders.
  if (another !== undefined) {
    const text = `Có nhiều đơn hàng số ${typed}, của các cổng kế toán khác nhau. Hãy chọn trong các đơn hàng gợi ý.`;
    throw new FormFault('NOT_FOUND', text, { field });
  }
  return order.id;
}
