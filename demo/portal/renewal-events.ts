import { Hono } from 'hono';
import { html } from 'hono/html';
import { Webhook } from 'standardwebhooks';

/** An event from the renewal server; `docs/host-api.md` has every type. */
interface RenewalEvent {
  type: string;
  timestamp: string;
  data: { order: { number: string } };
}

/** A demo forgets; a real portal keeps the ids of processed events in its database. */
const KEPT = 200;

/** Receives the renewal server's events, each once, and shows them at `/events`. */
export function renewalEvents(secret: string): Hono {
  const received = new Map<string, RenewalEvent>();
  const webhook = new Webhook(secret);
  const routes = new Hono();
  routes.post('/hooks/renewal', async (c) => {
    const body = await c.req.text();
    const headers = Object.fromEntries(c.req.raw.headers);
    try {
      webhook.verify(body, headers);
    } catch {
      return c.text('The signature is not right.', 401);
    }
    // A processed event comes again when our answer was lost.
    const id = headers['webhook-id'] ?? '';
    if (!received.has(id)) received.set(id, JSON.parse(body) as RenewalEvent);
    const oldest = received.keys().next().value;
    if (received.size > KEPT && oldest !== undefined) received.delete(oldest);
    return c.body(null, 204);
  });
  routes.get('/events', (c) => c.html(eventsPage([...received.values()].toReversed())));
  return routes;
}

function eventsPage(events: readonly RenewalEvent[]) {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sự kiện – Sổ Vàng</title>
<link rel="stylesheet" href="/portal.css">
</head>
<body>
<main class="events">
<p><a href="/">Sổ Vàng</a></p>
<h1>Sự kiện từ hệ thống gia hạn</h1>
${events.length === 0 ? html`<p>Chưa có sự kiện nào.</p>` : ''}
${events.map(
  ({ type, timestamp, data }) => html`<details>
<summary><b>${type}</b> · ${data.order.number} · ${new Date(timestamp).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' })}</summary>
<pre>${JSON.stringify(data, null, 2)}</pre>
</details>`,
)}
</main>
</body>
</html>`;
}
