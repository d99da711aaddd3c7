import { LitElement } from 'lit';

/** Focuses a field of a row; if the row has no such field, the customer's. */
export async function focusRow(
  root: ParentNode | null,
  key: number,
  selector = 'renewal-customer-combobox',
): Promise<void> {
  const line = root?.querySelector(`tr[data-key="${key}"]`);
  const field =
    line?.querySelector<HTMLElement>(selector) ??
    line?.querySelector<HTMLElement>('renewal-customer-combobox');
  if (field instanceof LitElement) await field.updateComplete;
  focusOn(field, 'nearest');
}

export function focusOn(
  field: HTMLElement | null | undefined,
  block: ScrollLogicalPosition = 'center',
): void {
  field?.focus();
  field?.scrollIntoView({ block });
}
