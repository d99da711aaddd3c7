import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import type { MailAddress } from '../outbox/enqueue.ts';
import { type MailDocument, QR_CID, toHtml, toPlainText } from './mail-document.ts';

export interface Mailer {
  /**
   * Hands a mail to the SMTP server. The id makes the Message-ID, so that a mail that is sent twice is
   * seen to be one.
   */
  send(id: string, to: MailAddress, document: MailDocument): Promise<void>;
  close(): void;
}

export function smtpMailer(config: Config): Mailer {
  const transport = createTransport({
    url: config.smtpUrl,
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  const domain = new URL(config.publicUrl).hostname;
  return {
    async send(id, to, document) {
      await transport.sendMail({
        messageId: `<${id}@${domain}>`,
        from: config.mailFrom,
        to: { name: to.name, address: to.email },
        subject: document.subject,
        text: toPlainText(document),
        html: toHtml(document),
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': document.locale },
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
