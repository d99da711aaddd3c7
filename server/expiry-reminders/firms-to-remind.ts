import { sql } from 'kysely';
import type { CalendarDate } from '../../shared/calendar-date.ts';
import type { Reader } from '../database/db.ts';
import { seenSince } from '../directory/accountants/read-accountants.ts';

/**
 * Firms that may have a digest today: they, or else their portal, want digests, they have had none today, and they have
 * somebody to read it. Otherwise a licence would count as told to nobody.
 */
export function selectFirmsToRemind(reader: Reader, now: number, today: CalendarDate) {
  return reader
    .selectFrom('firms')
    .innerJoin('portals', 'portals.id', 'firms.portal_id')
    .select(['firms.portal_id as portalId', 'firms.id as firmId'])
    .where(sql<boolean>`coalesce(firms.expiry_reminders, portals.expiry_reminders) = 1`)
    .where((where) =>
      where.exists(
        where
          .selectFrom('accountants')
          .select('accountants.id')
          .whereRef('accountants.portal_id', '=', 'firms.portal_id')
          .whereRef('accountants.firm_id', '=', 'firms.id')
          .where('accountants.seen_at', '>', seenSince(now)),
      ),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('expiry_digests as digest')
            .select('digest.id')
            .whereRef('digest.portal_id', '=', 'firms.portal_id')
            .whereRef('digest.firm_id', '=', 'firms.id')
            .where('digest.day', '=', today),
        ),
      ),
    );
}
