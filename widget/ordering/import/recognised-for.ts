import { cleanLine } from '../../../shared/clean-text.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { delimitedLines } from '../paste/delimited-lines.ts';
import type { PastedLine } from '../paste/pasted-table.ts';
import { VALUES } from './line-values.ts';
import { readPayer, readPlans } from './read-values.ts';
import { type Recognised, recogniseColumns } from './recognise-columns.ts';

/** Lines by whose content columns are recognised. */
export const RECOGNISED_LINES = 200;

/** The columns of a list, by the plans that are sold and the words of the screen. */
export function recognisedFor(
  { t, plans }: Pick<FormSignIn, 't' | 'plans'>,
  lines: readonly PastedLine[],
): Recognised {
  const payers = { firm: t('payer.firm'), owner: t('payer.owner') };
  return recogniseColumns(lines, {
    isPlan: (text) => readPlans(text, plans).length > 0,
    isPayer: (text) => readPayer(text, payers) !== null,
  });
}

/** Whether a pasted table says more of its lines than whose they are. */
export function bringsValues(signIn: Pick<FormSignIn, 't' | 'plans'>, text: string): boolean {
  const lines: PastedLine[] = [];
  for (const { number, cells } of delimitedLines(text, '\t')) {
    if (lines.push({ number, cells: cells.map(cleanLine) }) === RECOGNISED_LINES) break;
  }
  const { roles } = recognisedFor(signIn, lines);
  return VALUES.some((role) => roles[role] !== undefined);
}
