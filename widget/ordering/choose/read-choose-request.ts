import type { LicenseFilter } from '../../../shared/schemas/license-list.ts';
import type { ChooseRequest } from '../../choose-request.ts';

/** The list's filter unless the host asks for another: licences that are to be renewed now. */
const DEFAULT: ChooseRequest = { expired: true, expiresWithin: 90 };

const MOST_DAYS = 3_660;
const DAY = /^\d{4}-\d\d-\d\d$/;

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isDay: Check = (value) => typeof value === 'string' && DAY.test(value);
const isFlag: Check = (value) => typeof value === 'boolean';

/** Check of each part. */
const CHECKS: Record<keyof ChooseRequest, Check> = {
  expired: isFlag,
  expiresWithin: (value) => isDays(Number(value)),
  from: isDay,
  until: isDay,
  product: isText,
  plan: isText,
  lastPayer: (value) => LAST_PAYERS.some((payer) => payer === value),
  query: isText,
  licenses: (value) => Array.isArray(value) && value.every(isText),
  all: isFlag,
};

export const LAST_PAYERS = ['firm', 'owner', 'nobody'] as const satisfies NonNullable<
  LicenseFilter['lastPayer']
>[];

function isDays(days: number): boolean {
  return Number.isInteger(days) && days > 0 && days <= MOST_DAYS;
}

/**
 * Reads the host's `choose`, which may be anything: a text (empty, `expired`, or a number of days, also `expired 60`),
 * or an object. Unreadable parts are left out.
 *
 * @returns `problem`: a message for the host's developer; empty without one
 */
export function readChooseRequest(given: unknown): { request: ChooseRequest; problem: string } {
  if (typeof given === 'number') return readChooseRequest(String(given));
  if (typeof given === 'string') return readText(given);
  if (given === true) return { request: DEFAULT, problem: '' };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { request: DEFAULT, problem: `it is neither a text nor an object (${typeof given}).` };
  }
  const parts = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  const isRead = ([name, value]: [string, unknown]) =>
    Object.hasOwn(CHECKS, name) && CHECKS[name as keyof ChooseRequest](value);
  const [wrong] = parts.filter((part) => !isRead(part));
  const request = Object.fromEntries(parts.filter(isRead)) as ChooseRequest;
  if (request.expiresWithin !== undefined) request.expiresWithin = Number(request.expiresWithin);
  const problem = wrong ? `${wrong[0]} can't be read.` : '';
  return { request: Object.keys(request).length > 0 ? request : DEFAULT, problem };
}

function readText(text: string): { request: ChooseRequest; problem: string } {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  if (words.length === 0) return { request: DEFAULT, problem: '' };
  const days = words.map(Number).find(isDays);
  const expired = words.includes('expired');
  const unread = words.filter((word) => word !== 'expired' && !isDays(Number(word)));
  const request = {
    ...(expired ? { expired } : {}),
    ...(days === undefined ? {} : { expiresWithin: days }),
  };
  return {
    request: Object.keys(request).length > 0 ? request : DEFAULT,
    problem: unread.length > 0 ? `“${unread[0]}” is neither “expired” nor a number of days.` : '',
  };
}
