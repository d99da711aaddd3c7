/**
 * The party that a failed mail concerns:
 * - `addressee`, `message`: this addressee or this message was refused for good;
 * - `unclear`: refused for good, for a reason that may as well be ours (relaying, reputation, authentication);
 * - `later`: refused for now (a full mailbox, greylisting), or a failure of ours before the mail server;
 * - `channel`: the mail server can't be reached, or refuses our login or our sender's address. No mail leaves.
 */
export type MailFailure = 'addressee' | 'message' | 'unclear' | 'later' | 'channel';

/** Replies by which a server refuses a login, or requires one (RFC 4954, section 6). */
const LOGIN_CODES = new Set([530, 534, 535, 538]);

/**
 * Replies by which a server refuses any command, or all commands for now: a fault of the session, not of its content.
 */
const SESSION_CODES = new Set([421, 500, 502, 503, 504]);

/** Words about us rather than about this mail. */
const ABOUT_US =
  /relay|rcpthosts|authenticat|not (?:permitted|authori[sz]ed|allowed) to send|send ?as|blocked|black ?list|block ?list|spamhaus|reputation|\b(?:spf|dkim|dmarc)\b|client host|your (?:ip|host)/i;

/**
 * About our account at the mail server, in the words of Gmail, Exchange Online, Amazon SES, Zoho and cPanel. A mailbox
 * over its own quota is the addressee's.
 */
const ABOUT_OUR_ACCOUNT =
  /(?:sending|daily|hourly|per (?:day|hour)|submission|outbound|messaging)\W?\w*(?: \w+)? ?(?:quota|limit)|max(?:imum)? (?:defers|e-?mails|messages|recipients)[^.]*per (?:day|hour)|(?:emails|messages) per (?:day|hour)|unusual sending|sending (?:paused|suspended|disabled)|suspended|not verified|bad outbound sender/i;

/** Exchange's daily limit of recipients, and Gmail's reply for its own. */
const STATUS_ABOUT_US = new Set(['1.90', '4.5']);

/** Replies to an address that mean no such mailbox, where no enhanced status (RFC 3463) says more. */
const NO_MAILBOX_CODES = new Set([550, 551, 553]);

interface SmtpError {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  response?: unknown;
  message?: unknown;
}

/** Reads an error of the SMTP client (its `code`, `command`, and the server's reply). */
export function mailFailureOf(error: unknown): MailFailure {
  const { code, command, responseCode, response, message } = (error ?? {}) as SmtpError;
  const reply = Number(responseCode) || 0;
  const text = String(response ?? message ?? '');
  switch (command) {
    case 'RCPT TO':
      return failureAtRecipient(reply, text);
    case 'DATA':
      return failureAtData(reply, text);
    case 'MAIL FROM':
      return failureAtSender(reply, text, code);
    case 'API':
      return failureInside(code, text);
    case undefined:
      return failureWithoutCommand(code, reply);
    default:
      // Greeting, TLS, login, and a connection that broke or hung anywhere: CONN, EHLO, STARTTLS, AUTH …
      return 'channel';
  }
}

/** Whether a refusal for good means that there is no such mailbox, rather than that it is full or closed. */
export function isNoMailbox(error: unknown): boolean {
  const { responseCode, response, message } = (error ?? {}) as SmtpError;
  const status = enhancedStatus(String(response ?? message ?? ''));
  if (status !== undefined) return status.startsWith('1.');
  return NO_MAILBOX_CODES.has(Number(responseCode));
}

function failureAtRecipient(reply: number, text: string): MailFailure {
  if (LOGIN_CODES.has(reply) || SESSION_CODES.has(reply)) return 'channel';
  if (reply < 500) return 'later';
  const status = enhancedStatus(text);
  if (status !== undefined && STATUS_ABOUT_US.has(status)) return 'unclear';
  if (status?.startsWith('1.') || status?.startsWith('2.')) {
    // X.1.7 and X.1.8 are about the sender's address (RFC 3463).
    return status === '1.7' || status === '1.8' ? 'channel' : 'addressee';
  }
  return status?.startsWith('7.') || isAboutUs(text) ? 'unclear' : 'addressee';
}

function failureAtData(reply: number, text: string): MailFailure {
  if (LOGIN_CODES.has(reply) || SESSION_CODES.has(reply)) return 'channel';
  if (reply < 500) return 'later';
  return STATUS_ABOUT_US.has(enhancedStatus(text) ?? '') || isAboutUs(text) ? 'unclear' : 'message';
}

function isAboutUs(text: string): boolean {
  return ABOUT_US.test(text) || ABOUT_OUR_ACCOUNT.test(text);
}

function failureAtSender(reply: number, text: string, code: unknown): MailFailure {
  // The message's size goes with MAIL FROM (RFC 1870), and so do addresses that are not ASCII (RFC 6531).
  if (reply === 552 || (reply === 0 && code === 'EMESSAGE')) return 'message';
  return enhancedStatus(text) === '6.7' ? 'addressee' : 'channel';
}

/** Found by the client itself, before it sent anything to the server. */
function failureInside(code: unknown, text: string): MailFailure {
  if (code === 'EENVELOPE') return /sender/i.test(text) ? 'channel' : 'addressee';
  if (code === 'EMESSAGE' || code === 'ESTREAM') return 'message';
  return 'channel';
}

function failureWithoutCommand(code: unknown, reply: number): MailFailure {
  if (reply >= 500) return LOGIN_CODES.has(reply) ? 'channel' : 'message';
  // The client's own codes for a connection; any other error is a fault of ours, in making the mail.
  return typeof code === 'string' && CONNECTION_CODES.has(code) ? 'channel' : 'later';
}

const CONNECTION_CODES = new Set([
  'EABORT',
  'EAUTH',
  'ECONFIG',
  'ECONNECTION',
  'ECONNREFUSED',
  'ECONNRESET',
  'EDNS',
  'ENOAUTH',
  'EPROTOCOL',
  'EPROXY',
  'EREQUIRETLS',
  'ESOCKET',
  'ETIMEDOUT',
  'ETLS',
]);

/** Subject and detail of an enhanced status code: `1.1` of `550 5.1.1 No such user` (RFC 2034). */
function enhancedStatus(text: string): string | undefined {
  return /\b5\d\d[ -]5\.(\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];
}
