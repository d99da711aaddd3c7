import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface CaughtMail {
  id: number;
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  attachments: { filename: string; contentType: string; cid: string; content: Buffer }[];
  receivedAt: number;
}

/** `reject`: like an unknown mailbox (550); `tempfail`: like a full one (451). For one address, or for all. */
export interface MailFailure {
  mode: 'none' | 'reject' | 'tempfail';
  address?: string;
}

export interface MailCatcher {
  /** Newest first. */
  mails(): CaughtMail[];
  clear(): void;
  failWith(failure: MailFailure): void;
  stop(): Promise<void>;
}

const KEPT = 1_000;

/** A real SMTP server that keeps its mails. */
export async function startMailCatcher(host: string, port: number): Promise<MailCatcher> {
  let mails: CaughtMail[] = [];
  let failure: MailFailure = { mode: 'none' };
  let lastId = 0;
  const server = new SMTPServer({
    authOptional: true,
    // A slow name server would make each connection slow.
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const concerned = failure.address === undefined || failure.address === address;
      if (failure.mode === 'none' || !concerned) return callback();
      const responseCode = failure.mode === 'reject' ? 550 : 451;
      callback(Object.assign(new Error('Simulated failure'), { responseCode }));
    },
    onData(stream, _session, callback) {
      simpleParser(stream).then(
        (mail) => {
          mails = [toCaught(++lastId, mail), ...mails].slice(0, KEPT);
          callback();
        },
        (error: Error) => callback(error),
      );
    },
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    mails: () => mails,
    clear: () => {
      mails = [];
    },
    failWith: (next) => {
      failure = next;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function toCaught(id: number, mail: ParsedMail): CaughtMail {
  return {
    id,
    messageId: mail.messageId ?? '',
    from: mail.from?.text ?? '',
    to: addresses(mail.to),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
    attachments: mail.attachments.map((part) => ({
      filename: part.filename ?? '',
      contentType: part.contentType,
      cid: part.cid ?? '',
      content: part.content,
    })),
    receivedAt: Date.now(),
  };
}

function addresses(to: AddressObject | AddressObject[] | undefined): string {
  return [to ?? []]
    .flat()
    .flatMap((object) => object.value)
    .map((address) => address.address ?? '')
    .join(', ');
}
