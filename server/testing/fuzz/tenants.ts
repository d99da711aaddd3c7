import type { OwnedBy } from './owners.ts';

/** A firm of a portal, with a text in all of its rows that no other firm may ever see. */
export interface Tenant extends OwnedBy {
  firmId: string;
  mark: string;
  secret: string;
  apiKey: string;
  origin: string;
}

const HOME = {
  portalId: 'test-portal',
  secret: 'a-portal-secret-of-more-than-32-characters',
  apiKey: 'an-api-key-of-more-than-32-characters-long',
  origin: 'https://portal.example',
};

const ABROAD = {
  portalId: 'other-portal',
  secret: 'another-portal-secret-of-more-than-32-letters',
  apiKey: 'another-api-key-of-more-than-32-characters',
  origin: 'https://other.example',
};

/** The ids of the third are those of the first, in another portal: a query bounded by only one of the two shows it. */
export const TENANTS = {
  one: { ...HOME, firmId: 'firm-1', mark: 'Qvarkone' },
  two: { ...HOME, firmId: 'firm-2', mark: 'Qvarktwo' },
  abroad: { ...ABROAD, firmId: 'firm-1', mark: 'Qvarkfar' },
} as const satisfies Record<string, Tenant>;

export type TenantName = keyof typeof TENANTS;
export const TENANT_NAMES = Object.keys(TENANTS) as TenantName[];
