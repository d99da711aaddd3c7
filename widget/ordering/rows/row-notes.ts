import { html, type TemplateResult } from 'lit';
import type { Translate } from '../../messages/index.ts';
import type { Draft, DraftRow } from '../draft/draft.ts';

/** The row's own settings, in short: payer, invoice party, additional recipient. */
export function rowNotes(
  t: Translate,
  { payer }: Pick<Draft, 'payer'>,
  row: DraftRow,
): TemplateResult[] {
  const notes = [
    ...(row.payer && row.payer !== payer
      ? [t('note.payer', { payer: t(`payer.${row.payer}`) })]
      : []),
    ...(row.invoiceParty
      ? [t('note.invoiceParty', { name: row.invoiceParty.legalName || '–' })]
      : []),
    ...(row.recipientEmail ? [t('note.recipient', { email: row.recipientEmail })] : []),
  ];
  return notes.map((note) => html`<span class="muted note own-note">${note}</span>`);
}
