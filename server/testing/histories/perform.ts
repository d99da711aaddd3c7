import { readMissedTransfers } from '../../payments/reconciliation/read-missed-transfers.ts';
import { cancel, commit, place, postpone } from './accountant-steps.ts';
import { payInParts, placeRival, playForVolume } from './combined-steps.ts';
import { echoReport, sendMessage } from './gateway-steps.ts';
import type { Step } from './history-steps.ts';
import type { MoneyEvent } from './money-model/money-event.ts';
import { assignUnmatched, decideMovement, decideUnapplied, setAside } from './operations-steps.ts';
import { askAboutAttempt, startAttempt } from './payer-steps.ts';
import type { PlayedFirm } from './played-firm.ts';
import { changeMarket, declareAgain } from './portal-steps.ts';
import { refund } from './refund-steps.ts';

/**
 * Runs a step on the product, and returns its meaning for the money.
 *
 * @param clockMoved time has passed since the last steps: deadlines are being looked at meanwhile
 */
export async function perform(
  firm: PlayedFirm,
  at: Step,
  clockMoved: boolean,
): Promise<MoneyEvent[]> {
  switch (at.kind) {
    case 'message':
      return await sendMessage(firm, at);
    case 'start':
      return await startAttempt(firm, at);
    case 'place':
      return await place(firm, at);
    case 'rival':
      return await placeRival(firm, at);
    case 'in_parts':
      return await payInParts(firm, at);
    case 'cancel':
      return await cancel(firm, at);
    case 'commit':
      return await commit(firm, at);
    case 'postpone':
      return await postpone(firm, at);
    case 'market':
      return await changeMarket(firm, at);
    case 'volume':
      return await playForVolume(firm, at);
    case 'approve':
    case 'give_back':
      return await decideUnapplied(firm, at);
    case 'echo':
      return await echoReport(firm, at);
    case 'same_movement':
    case 'another_movement':
      return await decideMovement(firm, at);
    case 'set_aside':
    case 'take_back':
      return await setAside(firm, at);
    case 'assign':
      return await assignUnmatched(firm, at);
    case 'refund':
      return await refund(firm, at);
    case 'ask':
      return await askAboutAttempt(firm, at, clockMoved);
    case 'read_list':
      await readMissedTransfers(firm.context);
      return [];
    case 'declare':
      await declareAgain(firm);
      return [];
  }
}
