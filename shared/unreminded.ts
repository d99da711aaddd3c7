/**
 * The reason why a line's payer gets no mail: not_payable: it was paid, cancelled or has expired; firm_pays: the payer
 * is the firm; no_email: the customer has no e-mail address; email_refused: its mail server refuses the address;
 * asked_today: on the present day; sent_recently: within ten minutes; limit_reached: the address, the firm or the
 * portal has reached the hourly limit of mails.
 */
export const UNREMINDED = [
  'not_payable',
  'firm_pays',
  'no_email',
  'email_refused',
  'asked_today',
  'sent_recently',
  'limit_reached',
] as const;

export type Unreminded = (typeof UNREMINDED)[number];
