import { base64url, UnsecuredJWT } from 'jose';
import { HOUR_MS } from '../../foundation/durations.ts';
import { OPERATIONS_PASSWORD } from '../operations.ts';
import { PORTAL_SECRET } from '../test-server.ts';
import type { OwnedBy } from './owners.ts';
import { TENANTS, type Tenant, type TenantName } from './tenants.ts';
import { HEALTH_TOKEN, tokenOf, type World } from './world.ts';

/** A caller: the credentials, and the owners of the rows that the caller may see. */
interface Caller {
  authorization: (world: World) => Promise<string | undefined> | string | undefined;
  tenant?: TenantName;
  sees?: (owner: OwnedBy) => boolean;
}

const { one, two, abroad } = TENANTS;

const bearer = async (token: Promise<string> | string) => `Bearer ${await token}`;
const basic = (password: string) => `Basic ${btoa(`lan:${password}`)}`;
const ofPortal = (portalId: string) => (owner: OwnedBy) => owner.portalId === portalId;

/** Rows of their firm, and rows that the portal has for all of its firms. */
const ofFirm =
  ({ portalId, firmId }: Tenant) =>
  (owner: OwnedBy) =>
    owner.portalId === portalId && (owner.firmId === null || owner.firmId === firmId);

const accountant = (tenant: TenantName, change = {}): Caller => ({
  tenant,
  sees: ofFirm(TENANTS[tenant]),
  authorization: (world) => bearer(tokenOf(TENANTS[tenant], world.now(), change)),
});

/** Correctly signed, but not with a portal's time, key or claims. */
const refused = (tenant: Tenant, change: object): Caller => ({
  tenant: 'one',
  authorization: (world) => bearer(tokenOf(tenant, world.now(), change)),
});

export const CALLERS = {
  one: accountant('one'),
  colleague: accountant('one', { accountantId: 'accountant-2' }),
  two: accountant('two'),
  abroad: accountant('abroad'),
  nobody: { authorization: () => undefined },
  expired: {
    tenant: 'one',
    authorization: (world) => bearer(tokenOf(one, world.now() - 2 * HOUR_MS)),
  },
  early: {
    tenant: 'one',
    authorization: (world) => bearer(tokenOf(one, world.now() + 2 * HOUR_MS)),
  },
  longLived: refused(one, { life: 90_000 }),
  forged: refused(one, { secret: 'a-secret-that-is-not-the-portal-s-own-one' }),
  /** Names a portal, and is signed by another one. */
  swapped: refused(one, { portalId: abroad.portalId }),
  unsigned: {
    tenant: 'one',
    authorization: () =>
      bearer(
        new UnsecuredJWT({ firm: { id: 'firm-1', name: 'x' } }).setIssuer('test-portal').encode(),
      ),
  },
  /** No claims at all, and some that are no text. */
  claimless: { authorization: () => bearer(`${base64url.encode('{"alg":"HS256"}')}.bnVsbA.x`) },
  nameless: refused(one, { firm: { id: ['firm-2'], name: { $ne: 1 } } }),
  endless: refused(one, { firm: { id: 'f'.repeat(101), name: 'x' } }),
  garbage: { authorization: () => 'Bearer ....\u00ff\u0080' },
  key: { authorization: () => bearer(one.apiKey), sees: ofPortal(one.portalId) },
  keyAbroad: { authorization: () => bearer(abroad.apiKey), sees: ofPortal(abroad.portalId) },
  /** The secret that signs tokens is no API key. */
  keyWrong: { authorization: () => bearer(PORTAL_SECRET) },
  operator: { authorization: () => basic(OPERATIONS_PASSWORD), sees: () => true },
  guesser: { authorization: () => basic('a-guess') },
  monitor: { authorization: () => bearer(HEALTH_TOKEN) },
} as const satisfies Record<string, Caller>;

export type CallerName = keyof typeof CALLERS;

export function callerOf(name: CallerName): Caller {
  return CALLERS[name];
}

/** The origin of the caller's pages. */
export function originOf(name: CallerName): string {
  const { tenant = 'one' } = callerOf(name);
  return { one, two, abroad }[tenant].origin;
}
