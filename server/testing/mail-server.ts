import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ArrivedMail {
  to: string;
  messageId: string;
  mail: ParsedMail;
}

/** A refusal: its code, and its text with an enhanced code where there is one. */
export type Refusal = [code: number, text: string];

/** A real SMTP server whose every step can refuse or be slow. */
export class MailServer {
  readonly mails: ArrivedMail[] = [];
  /** Called at each step; undefined lets it pass. */
  refuse: {
    greeting?: () => Refusal | undefined;
    login?: () => Refusal | undefined;
    sender?: (address: string) => Refusal | undefined;
    recipient?: (address: string) => Refusal | undefined;
    message?: (address: string) => Refusal | undefined;
  } = {};
  /** The delay of each message, in milliseconds. */
  delay = 0;
  /** The number of connections. */
  connections = 0;
  readonly #smtp: SMTPServer;

  private constructor() {
    this.#smtp = new SMTPServer({
      authOptional: true,
      // A slow name server would make each connection slow.
      disableReverseLookup: true,
      closeTimeout: 1_000,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onConnect: (_session, callback) => {
        this.connections++;
        callback(errorOf(this.refuse.greeting?.()));
      },
      onAuth: ({ username }, _session, callback) => {
        const error = errorOf(this.refuse.login?.());
        if (error) callback(error);
        else callback(null, { user: username ?? '' });
      },
      onMailFrom: ({ address }, _session, callback) =>
        callback(errorOf(this.refuse.sender?.(address))),
      onRcptTo: ({ address }, _session, callback) =>
        callback(errorOf(this.refuse.recipient?.(address))),
      onData: (stream, session, callback) => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        void simpleParser(stream).then(async (mail) => {
          await sleep(this.delay);
          const error = errorOf(this.refuse.message?.(to));
          if (!error) this.mails.push({ to, messageId: mail.messageId ?? '', mail });
          callback(error);
        }, callback);
      },
    });
    // A client that breaks off is no fault of the server's.
    this.#smtp.on('error', () => {});
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    server.#smtp.listen(0, '127.0.0.1');
    await once(server.#smtp.server, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${(this.#smtp.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#smtp.close(resolve));
  }
}

function errorOf(refusal: Refusal | undefined): Error | null {
  return refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null;
}
