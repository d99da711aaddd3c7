import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { WhoAmI } from '../../../shared/schemas/sign-in.ts';
import type { Actor, Context } from '../../context/context.ts';

export function whoAmI(context: Context, actor: Actor): WhoAmI {
  return {
    portal: { id: actor.portalId, name: actor.portalName },
    firm: { id: actor.firmId, name: actor.firmName },
    accountant: {
      id: actor.accountantId,
      name: actor.name,
      email: actor.email,
      phone: actor.phone,
    },
    today: calendarDateAt(context.now()),
  };
}
