import { Hono } from 'hono';
import { html } from 'hono/html';
import { outsidePage } from '../page.ts';
import type { CaughtMail, MailCatcher, MailFailure } from './mail-catcher.ts';

/** The caught mail, as pages for a person and as JSON for tests. */
export function mailPages(catcher: MailCatcher): Hono {
  const pages = new Hono();
  pages.get('/mail', (c) => c.html(outsidePage('Hộp thư', mailList(catcher.mails()))));
  pages.get('/mail/:id', (c) => {
    const mail = find(catcher, c.req.param('id'));
    return mail ? c.html(outsidePage(mail.subject, mailView(mail))) : c.notFound();
  });
  pages.get('/mail/:id/html', (c) => {
    const mail = find(catcher, c.req.param('id'));
    if (!mail) return c.notFound();
    return c.html(withImages(mail), 200, {
      'content-security-policy':
        "sandbox allow-popups allow-popups-to-escape-sandbox; script-src 'none'",
    });
  });
  pages.get('/api/mail', (c) => {
    const { to, subject } = c.req.query();
    const mails = catcher
      .mails()
      .filter((mail) => !to || mail.to.includes(to))
      .filter((mail) => !subject || mail.subject.includes(subject));
    return c.json(
      mails.map(({ attachments, ...mail }) => ({
        ...mail,
        attachments: attachments.map(({ content, ...part }) => ({ ...part, size: content.length })),
      })),
    );
  });
  pages.delete('/api/mail', (c) => {
    catcher.clear();
    return c.body(null, 204);
  });
  pages.put('/api/mail/failure', async (c) => {
    catcher.failWith(await c.req.json<MailFailure>());
    return c.body(null, 204);
  });
  return pages;
}

function find(catcher: MailCatcher, id: string): CaughtMail | undefined {
  return catcher.mails().find((mail) => String(mail.id) === id);
}

function mailList(mails: readonly CaughtMail[]) {
  if (mails.length === 0) return html`<p class="muted">Chưa có email nào.</p>`;
  return html`<ul class="list">${mails.map(
    (mail) => html`<li><a href="/mail/${mail.id}">${mail.subject}</a><br>
<span class="muted">${mail.to} · ${new Date(mail.receivedAt).toLocaleString('vi-VN')}</span></li>`,
  )}</ul>`;
}

function mailView(mail: CaughtMail) {
  return html`<dl><dt>Từ</dt><dd>${mail.from}</dd><dt>Tới</dt><dd>${mail.to}</dd><dt>Message-ID</dt><dd>${mail.messageId}</dd></dl>
<iframe title="Nội dung HTML" src="/mail/${mail.id}/html"></iframe>
<h2>Nội dung văn bản</h2><pre class="card">${mail.text}</pre>`;
}

/** Images attached to the mail, inserted at their `cid:` addresses. */
function withImages(mail: CaughtMail): string {
  let text = mail.html.replaceAll('<a ', '<a target="_blank" ');
  for (const { cid, contentType, content } of mail.attachments) {
    text = text.replaceAll(
      `cid:${cid}`,
      `data:${contentType};base64,${content.toString('base64')}`,
    );
  }
  return text;
}
