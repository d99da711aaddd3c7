import type { LitElement } from 'lit';
import { type FormSignIn, saysAll } from '../../api/sign-in.ts';
import { focusPath, isTextField } from '../bulk/cell-at.ts';
import type { CellEdit } from '../bulk/cell-edit.ts';
import type { LineTable } from '../table/line-table.ts';
import type { EarlyInput } from './late-parts.ts';

interface RepeatHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly table: LineTable;
  say(text: string, isWarning: boolean): void;
}

/**
 * Repeats keys and pastes in their places, or in those where the ones before have led. For a person who has gone on to
 * another cell or out of the table, nothing is repeated.
 */
export async function repeatInput(
  host: RepeatHost,
  cells: CellEdit,
  inputs: readonly EarlyInput[],
): Promise<void> {
  const { signIn, table } = host;
  const isInTable = table.shadowRoot?.activeElement?.matches('td, select');
  const [here] = focusPath();
  let former: Element | undefined;
  let typed = '';
  let isLost = false;
  for (const [at, event, text, asHtml] of inputs) {
    // The table then has its keyboard, and the effects of the input before are drawn. No task ends meanwhile: no later
    // key comes in between.
    host.requestUpdate();
    await host.updateComplete;
    await table.updateComplete;
    if (isInTable && at !== former) at.focus();
    // The cell may be gone meanwhile.
    if (at !== former && focusPath()[0] !== at) {
      isLost ||= text !== undefined;
      continue;
    }
    const letter = text === undefined && event.key.length === 1 ? event.key : '';
    typed = letter && (at === former ? typed : '') + letter;
    former = at;
    if (text) cells.paste(text, asHtml);
    else repeat(event, typed);
  }
  if (former && former !== here) here?.focus();
  if (isLost && saysAll(signIn)) host.say(signIn.t('cells.lost'), true);
}

/**
 * A key that edits a cell is typed into its field, with the field's events and its own undo, or chooses from its list.
 *
 * @param typed the letters typed at this place without another key between them, with this one
 */
function repeat(event: KeyboardEvent, typed: string): void {
  const { key, ctrlKey, metaKey } = event;
  const isFree = focusPath()[0]?.dispatchEvent(new KeyboardEvent('keydown', event));
  const [field] = focusPath();
  if (!isFree || ctrlKey || metaKey) return;
  if (field instanceof HTMLSelectElement && typed !== '') chooseByLetters(field, typed);
  if (!isTextField(field)) return;
  if (key.length === 1) document.execCommand('insertText', false, key);
  // Vietnamese keyboards put a letter with its accent in the place of the one before.
  else if (key === 'Backspace') document.execCommand('delete');
}

/** Chooses the option that begins with the letters, of one letter the next one, as browsers do in a closed list. */
function chooseByLetters(list: HTMLSelectElement, letters: string): void {
  const options = [...list.options];
  const from = list.selectedIndex + (letters.length > 1 ? 0 : 1);
  const next = [...options.splice(from), ...options].find(
    ({ text, disabled }) =>
      !disabled && text.trim().toLowerCase().startsWith(letters.toLowerCase()),
  );
  if (!next || next.selected) return;
  next.selected = true;
  list.dispatchEvent(new Event('change', { bubbles: true }));
}
