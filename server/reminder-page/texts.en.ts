import type { vi } from './texts.vi.ts';

/** The same in English. */
export const en: Readonly<Record<keyof typeof vi, string>> = {
  title: 'Mails about expiring licences',
  on: '{email} gets a mail when licences of customers of {firm} expire soon, one a day at most.',
  off: '{email} gets no more mails about expiring licences of {firm}.',
  stillInBell: 'Notifications in the bell of the accounting portal stay as they are.',
  stop: 'Stop these mails',
  resume: 'Get these mails again',
  unknown: 'The link is not right, or this person works for the firm no more.',
  errorTitle: 'The page can’t be opened',
  language: 'Language',
};
