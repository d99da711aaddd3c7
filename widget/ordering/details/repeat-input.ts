import type { LitElement } from 'lit';
import { focusPath } from '../bulk/cell-at.ts';
import type { CellEdit } from '../bulk/cell-edit.ts';
import type { LineTable } from '../table/line-table.ts';
import type { EarlyInput } from './late-parts.ts';

/** Repeats keys and pastes where they came, or where those before them have led. */
export async function repeatInput(
  host: LitElement & { readonly table: LineTable },
  cells: CellEdit,
  inputs: readonly EarlyInput[],
): Promise<void> {
  let former: Element | undefined;
  for (const [at, event, text] of inputs) {
    // Then the table has its keyboard, and what the input before did is drawn. No task ends meanwhile: no later key
    // comes in between.
    host.requestUpdate();
    await host.updateComplete;
    await host.table.updateComplete;
    if (at !== former) at.focus();
    former = at;
    if (text) cells.paste(text);
    else repeat(event);
  }
}

/** A key that edits a cell is typed into its field, with the field's events and its own undo. */
function repeat(event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey } = event;
  const isFree = focusPath()[0]?.dispatchEvent(new KeyboardEvent('keydown', event));
  const isTyped = key.length === 1 && !ctrlKey && !metaKey;
  if (isFree && isTyped) document.execCommand('insertText', false, key);
}
