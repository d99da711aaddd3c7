import { createTransport } from 'nodemailer';
import type { MailAddress } from '../../../announce/outbox/job.ts';
import { MAIL_CONNECTIONS } from '../../../announce/outbox/lanes.ts';
import type { Config } from '../../../config/config.ts';
import { isLoopback } from '../../../foundation/network.ts';
import { callSignal } from '../../../foundation/outgoing-calls.ts';
import { withoutLinks } from '../document/dead-links.ts';
import { type MailDocument, QR_CID, toHtml, toPlainText } from '../document/mail-document.ts';

export interface Mailer {
  /** Sends a mail to the SMTP server. The id makes the Message-ID, so that a mail sent twice is recognised as one. */
  send(id: string, to: MailAddress, document: MailDocument): Promise<void>;
  close(): void;
}

/** A server that answers byte by byte evades the time-outs of its single replies, in milliseconds. */
const LONGEST_SENDING_MS = 90_000;

/** @param url of another mail server than the first */
export function smtpMailer(config: Config, url = config.smtpUrl): Mailer {
  const transport = createTransport({
    url,
    requireTLS: config.smtpRequiresTls && !isLoopback(new URL(url).hostname),
    pool: true,
    maxConnections: MAIL_CONNECTIONS,
    // The server may have closed an idle connection meanwhile; on failure, the outbox tries again.
    maxRequeues: 1,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  const domain = new URL(config.publicUrl).hostname;
  return {
    async send(id, to, document) {
      await transport.sendMail({
        signal: callSignal(LONGEST_SENDING_MS),
        messageId: `<${id}@${domain}>`,
        ...senderOf(config, document),
        to: { name: withoutLinks(to.name), address: to.email },
        subject: document.subject,
        text: toPlainText(document),
        html: toHtml(document),
        headers: headersOf(document),
        attachments: document.qr
          ? [
              {
                filename: 'vietqr.png',
                content: document.qr,
                contentType: 'image/png',
                cid: QR_CID,
              },
            ]
          : [],
      });
    },
    close: () => transport.close(),
  };
}

function headersOf({ locale, unsubscribeUrl }: MailDocument): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    'Content-Language': locale,
    ...(unsubscribeUrl !== undefined && {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  };
}

/** Always from our own address; a letter in a person's name shows it, and answers go to that person. */
function senderOf({ mailFrom }: Config, { by }: MailDocument) {
  if (by === undefined) return { from: mailFrom };
  const address = /<([^>]+)>\s*$/.exec(mailFrom)?.[1] ?? mailFrom.trim();
  const name = withoutLinks(by.name);
  return {
    from: { name, address },
    ...(by.email === null ? {} : { replyTo: { name, address: by.email } }),
  };
}
