import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isNoMailbox, type MailFailure, mailFailureOf } from './smtp-failure.ts';

/** An error as the SMTP client makes it: of a command, with the server's reply where there is one. */
function smtpError(code: string, command: string, response?: string): Error {
  const responseCode = response === undefined ? {} : { responseCode: Number(response.slice(0, 3)) };
  return Object.assign(new Error('failed'), { code, command, response, ...responseCode });
}

const CASES: [MailFailure, string, string, string?][] = [
  // Failures about this addressee.
  ['addressee', 'EENVELOPE', 'RCPT TO', '550 5.1.1 <a@b.vn>: User unknown'],
  ['addressee', 'EENVELOPE', 'RCPT TO', '550 No such user here'],
  ['addressee', 'EENVELOPE', 'RCPT TO', '553 5.1.3 Invalid address'],
  [
    'addressee',
    'EENVELOPE',
    'RCPT TO',
    '550-5.1.1 The email account does not exist.\r\n550 5.1.1 gsmtp',
  ],
  ['addressee', 'EENVELOPE', 'RCPT TO', '552 5.2.2 Mailbox full'],
  ['addressee', 'EENVELOPE', 'RCPT TO', '552 5.2.2 The email account is over quota'],
  ['addressee', 'EENVELOPE', 'RCPT TO', '552 Quota exceeded'],
  ['addressee', 'EENVELOPE', 'RCPT TO', '556 5.1.10 Recipient has a null MX'],
  ['addressee', 'EENVELOPE', 'API'],
  ['addressee', 'EENVELOPE', 'MAIL FROM', '553 5.6.7 Non-ASCII addresses not permitted'],
  // Failures about this message.
  ['message', 'EMESSAGE', 'DATA', '552 5.3.4 Message too big'],
  ['message', 'EMESSAGE', 'DATA', '554 5.6.0 Message content rejected'],
  ['message', 'EMESSAGE', 'DATA', '550 5.7.1 Looks like spam'],
  ['message', 'EMESSAGE', 'MAIL FROM'],
  ['message', 'EMESSAGE', 'MAIL FROM', '552 5.3.4 Message size exceeds limit'],
  // Failures about us, or this addressee: the reply does not say.
  ['unclear', 'EENVELOPE', 'RCPT TO', '554 5.7.1 <a@b.vn>: Relay access denied'],
  ['unclear', 'EENVELOPE', 'RCPT TO', '550 relay not permitted'],
  [
    'unclear',
    'EENVELOPE',
    'RCPT TO',
    "553 sorry, that domain isn't in my list of allowed rcpthosts",
  ],
  [
    'unclear',
    'EENVELOPE',
    'RCPT TO',
    '554 5.7.1 Client host [1.2.3.4] blocked using zen.spamhaus.org',
  ],
  ['unclear', 'EMESSAGE', 'DATA', '550 5.7.26 This mail is unauthenticated: DMARC'],
  ['unclear', 'EMESSAGE', 'DATA', '554 5.2.252 SendAsDenied'],
  ['unclear', 'EMESSAGE', 'DATA', '550 5.4.5 Daily user sending limit exceeded. gsmtp'],
  ['unclear', 'EENVELOPE', 'RCPT TO', '550 5.4.5 Daily sending quota exceeded'],
  ['unclear', 'EMESSAGE', 'DATA', '550 5.1.90 You have reached your daily limit for recipients'],
  ['unclear', 'EMESSAGE', 'DATA', '554 5.2.0 STOREDRV.Submission; SubmissionQuotaExceeded'],
  ['unclear', 'EMESSAGE', 'DATA', '550 5.1.8 Access denied, bad outbound sender'],
  ['unclear', 'EMESSAGE', 'DATA', '554 Message rejected: Email address is not verified.'],
  ['unclear', 'EMESSAGE', 'DATA', '554 Sending suspended for this account'],
  ['unclear', 'EMESSAGE', 'DATA', '550 5.4.6 Unusual sending activity detected'],
  ['unclear', 'EENVELOPE', 'RCPT TO', '550 Domain a.vn has exceeded the max emails per hour (100)'],
  // Temporary failures.
  ['later', 'EENVELOPE', 'RCPT TO', '451 4.7.1 Greylisted, try again'],
  ['later', 'EENVELOPE', 'RCPT TO', '452 4.2.2 Over quota'],
  ['later', 'EMESSAGE', 'DATA', '451 4.3.0 Try again later'],
  // Failures of the way to the mail server.
  ['channel', 'EAUTH', 'AUTH PLAIN', '535 5.7.8 Authentication credentials invalid'],
  ['channel', 'EAUTH', 'AUTH LOGIN', '534 5.7.9 Application-specific password required'],
  ['channel', 'EAUTH', 'AUTH PLAIN', '454 4.7.0 Temporary authentication failure'],
  ['channel', 'EAUTH', 'API'],
  ['channel', 'EENVELOPE', 'MAIL FROM', '530 5.7.0 Must issue a STARTTLS command first'],
  ['channel', 'EENVELOPE', 'MAIL FROM', '550 5.7.1 Sender address rejected'],
  ['channel', 'EENVELOPE', 'MAIL FROM', '553 5.1.8 Sender domain does not exist'],
  ['channel', 'EENVELOPE', 'MAIL FROM', '450 4.7.1 Too many mails from you'],
  ['channel', 'EENVELOPE', 'RCPT TO', '530 5.7.1 Authentication required'],
  ['channel', 'EENVELOPE', 'RCPT TO', '503 5.5.1 Need MAIL before RCPT'],
  ['channel', 'EENVELOPE', 'RCPT TO', '550 5.1.8 Sender domain does not resolve'],
  ['channel', 'EENVELOPE', 'RCPT TO', '421 4.3.2 Service not available'],
  ['channel', 'EPROTOCOL', 'CONN', '554 5.7.1 No SMTP service here'],
  ['channel', 'ECONNECTION', 'EHLO', '550 5.7.1 Bad helo'],
  ['channel', 'EDNS', 'CONN'],
  ['channel', 'ETLS', 'STARTTLS'],
  ['channel', 'ESOCKET', 'CONN'],
  ['channel', 'ETIMEDOUT', 'CONN'],
];

for (const [failure, code, command, response] of CASES) {
  it(`${response ?? code} at ${command} is a failure of kind “${failure}”`, () => {
    assert.equal(mailFailureOf(smtpError(code, command, response)), failure);
  });
}

it('an error that is not the SMTP client’s is tried again', () => {
  assert.equal(mailFailureOf(new TypeError('x is not a function')), 'later');
  assert.equal(mailFailureOf('out of memory'), 'later');
});

it('a transmission cut off for its duration is a failure of the way', () => {
  assert.equal(mailFailureOf(Object.assign(new Error('aborted'), { code: 'EABORT' })), 'channel');
});

it('an address refuses mails where it has no mailbox, not where that is full or closed', () => {
  const answers = [
    '550 5.1.1 <a@b.vn>: User unknown',
    '550 No such user here',
    '556 5.1.10 Recipient has a null MX',
    '552 5.2.2 Mailbox full',
    '552 Quota exceeded',
    '550 5.2.1 The account is disabled',
  ];
  const found = answers.map((answer) => isNoMailbox(smtpError('EENVELOPE', 'RCPT TO', answer)));
  assert.deepEqual(found, [true, true, true, false, false, false]);
});
