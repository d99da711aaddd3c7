/**
 * Moves the server's folders onto floors: `git mv`, and imports follow. A branch from before comes over by
 *
 *     git rebase MOVE^                               (the commit before the move)
 *     node scripts/move-to-floors.mjs                (the same move, your new files too)
 *     git reset --soft MOVE && git add -A            (what is left is your own change)
 *     biome check --write . && tsc && git commit
 *
 * It goes once no branch needs it any more.
 */
import { execSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** server-relative old path (no extension) -> new; tests and others by folder rules. */
const put = (folder, from, names) =>
  names
    .split(/\s+/)
    .filter(Boolean)
    .map((n) => [`${from}${n}`, `${folder}/${n}`]);
const entries = [
  ...put('announce', '', 'audit'),
  ...put(
    'foundation',
    '',
    'base62 base62.test domain-error outgoing-calls live-updates live-updates.test',
  ),
  ...put('foundation', 'http/', 'network network.test'),
  ...put('http', '', 'client-ip credentials drain read-form request-id static-asset trpc'),
  ...put('config', '', 'config config.test gateway-config'),
  ...put('context', '', 'context log log.test repeat'),
  ...put('health', '', 'health health.test health-parts.test'),
  ...put('api', '', 'router trpc-routes'),
  ...put('limits', 'http/', 'cost-limits cost-limits.test fair-turns fair-turns.test hold-back'),
  ...put('limits', 'discounts/', 'code-guesses'),
  ['catalog/router', 'api/catalog'],
  ['customers/router', 'api/customers'],
  ['live/router', 'api/live'],
  ['live/follow', 'api/follow'],
  ['live/follow.test', 'api/follow.test'],
  ['notifications/router', 'api/notifications'],
  ['orders/router', 'api/orders'],
  ['payments/router', 'api/payments'],
  ['portals/router', 'api/session'],
  ['quotations/router', 'api/quotations'],
  ['payments/gateways/router', 'api/gateway-routes'],
  ['portals/access.test', 'api/access.test'],
  ['portals/log-refusals', 'http/log-refusals'],
  ['documents/document-token', 'addresses/document-token'],
  ['documents/seller', 'directory/portals/seller'],
  ['payments/link-token', 'addresses/link-token'],
  ['payments/return-token', 'addresses/return-token'],
  ['payments/return-token.test', 'addresses/return-token.test'],
  ['orders/follow-list.test', 'orders/views/follow-list.test'],
  ['payments/prune-gateway-messages', 'jobs/prune-gateway-messages'],
  ['payments/prune-gateway-messages.test', 'jobs/prune-gateway-messages.test'],
  ['host-api/list-firm-customers', 'directory/customers/list-firm-customers'],
  ...put(
    'announce/events',
    'host-events/',
    'commitment-events enqueue-events host-event sign-event sign-event.test',
  ),
  ['host-events/payment-events', 'payments/settlement/payment-events'],
  ...put('channels/events', 'host-events/', 'send-event host-events.test'),
  ['mail/qr-png', 'payments/core/qr-png'],
  ['notifications/add-notifications', 'announce/add-notifications'],
  ...put('channels/bell', 'notifications/', 'list-notifications follow-notifications mark-read'),
  ...put(
    'payments/corrections',
    'operations/',
    'assign-payment decide-held-payment join-payment separate-payment set-aside split-payment lines-to-pay hints-of',
  ),
  ['operations/operations-address', 'announce/operations-address'],
  ['operations/retry-outbox', 'jobs/outbox/retry-outbox'],
  ...put(
    'orders/core',
    'orders/',
    'addressees addressees.test owner-of order-topics orderer-phone order-line-remarks update-order-state order-life cancellable-lines',
  ),
  ...put('orders/core', 'refunds/', 'read-refunds'),
  ...put('orders/placing', 'orders/', 'place-order place-order.test'),
  ...put(
    'orders/views',
    'orders/',
    'read-order read-order-money list-orders follow-list follow-order remarks.test',
  ),
  ...put(
    'quoting/quotes',
    'orders/',
    'check-line check-lines quote-lines quote-order renewal-terms.test',
  ),
  ...put('quoting/quotes', 'quotations/', 'hold-quotation quotation-content'),
  ...put(
    'quoting/pricing',
    'orders/',
    'pricing pricing.test order-terms reprice-order volume-balance volume.test vat-text',
  ),
  ...put(
    'order-life',
    'orders/',
    'cancel-order cancel-lines.test close-lines expire-order extend-order extend-order.test remind-of-order preview-cancel order-life.test',
  ),
  ['orders/run-order-life', 'jobs/run-order-life'],
  ...put(
    'orders/commitments',
    'commitments/',
    'commitment-terms committable-lines end-commitments',
  ),
  ...put(
    'orders/invoices',
    'invoices/',
    'invoice-request invoice-requests.test list-invoice-requests request-invoices',
  ),
  ...put('announce/outbox', 'outbox/', 'enqueue lanes mailbox limit-mails limit-mails.test'),
  ...put(
    'channels/mail',
    'outbox/',
    'mail-channel mail-channel.test smtp-failure smtp-failure.test',
  ),
  ['outbox/failure-reason', 'database/failure-reason'],
  ['payments/payer-key', 'database/payer-key'],
  ...put(
    'payments/core',
    'payments/',
    'near-references.test payment-reference payment-reference.test received-moment received-moment.test near-references viet-qr viet-qr.test',
  ),
  ['payments/gateways/receive-message', 'payments/reconciliation/receive-message'],
  ...put(
    'payments/attempts',
    'payments/',
    'ask-gateway start-payment read-payment-session start-quota start-quota.test link-sessions payable-lines hanging-gateway.test',
  ),
  ...put(
    'payments/reconciliation',
    'payments/',
    'reconcile-sessions reconcile-sessions.test read-missed-transfers read-missed-transfers.test',
  ),
  ...put(
    'payments/links',
    'payments/',
    'create-payment-link open-payment-link revoke-payment-link list-payment-links send-payment-links send-payment-links.test link-addressees keep-links-open',
  ),
];
const MAP = new Map(entries);
const FOLDERS = [
  ['payments/gateways/', 'payments/gateways/'],
  ['payments/', 'payments/settlement/'],
  ['refunds/', 'payments/refunds/'],
  ['catalog/', 'directory/catalog/'],
  ['customers/', 'directory/customers/'],
  ['licenses/', 'directory/licenses/'],
  ['portals/', 'directory/portals/'],
  ['discounts/', 'quoting/discounts/'],
  ['quotations/', 'quoting/quotations/'],
  ['mail/', 'channels/mail/'],
  ['commitments/', 'order-life/commitments/'],
  ['outbox/', 'jobs/outbox/'],
  ['host-events/', 'channels/events/'],
  ['notifications/', 'channels/bell/'],
  ['invoices/', 'orders/invoices/'],
  ['orders/', 'order-life/'],
];
function newPath(file) {
  if (!file.startsWith('server/')) return file;
  const inner = file.slice(7);
  const m = /^(.*?)(\.ts)$/.exec(inner);
  if (m && MAP.has(m[1])) {
    return `server/${MAP.get(m[1])}.ts`;
  }
  for (const [from, to] of FOLDERS)
    if (inner.startsWith(from)) return `server/${to}${inner.slice(from.length)}`;
  return file;
}

const sh = (c) => execSync(c, { encoding: 'utf8', maxBuffer: 1e9 });
const all = sh('git ls-files').trim().split('\n');
const moved = new Map(all.map((f) => [f, newPath(f)]));
const rev = new Map([...moved].map(([a, b]) => [b, a]));
if (rev.size !== moved.size) throw new Error('collision');
for (const [a, b] of moved)
  if (a !== b) {
    mkdirSync(dirname(b), { recursive: true });
    sh(`git mv ${a} ${b}`);
  }
const rel = (from, to) => {
  const r = relative(dirname(from), to);
  return r.startsWith('.') ? r : `./${r}`;
};
for (const [old, now] of moved) {
  if (
    !/\.(ts|mjs|js|md|json|html|css|yml)$/.test(now) ||
    now === 'package-lock.json' ||
    now.includes('vectors/')
  )
    continue;
  const src = readFileSync(now, 'utf8');
  let out = src;
  if (/\.(ts|mjs|js)$/.test(now)) {
    // import specifiers and URLs beside import.meta.url
    out = out.replace(
      /(from\s+|import\(|import\s+|new URL\(\s*|resolve\(|mock\.module\()(['"`])(\.{1,2}\/[^'"`$]*)\2/g,
      (m, pre, q, spec) => {
        const target = normalize(join(dirname(old), spec));
        const to = moved.get(target);
        if (to !== undefined) return `${pre}${q}${rel(now, to)}${q}`;
        if (old !== now && pre.startsWith('new URL')) {
          // a folder, or a file made at run time
          if (`${target.replace(/\/$/, '')}/` === `${dirname(old)}/`) return m;
          const _t = target;
          const inside = [...moved].find(([a]) => a.startsWith(`${target.replace(/\/$/, '')}/`));
          if (inside && newPath(inside[0]) === inside[0]) {
            const r = rel(now, target);
            return `${pre}${q}${r}${spec.endsWith('/') && !r.endsWith('/') ? '/' : ''}${q}`;
          }
        }
        return m;
      },
    );
  }
  // paths named in texts
  out = out.replace(
    /(?<![\w./-])((?:server)\/[\w./-]+\.(?:ts|css|js))(?![\w])/g,
    (m, p) => moved.get(p) ?? m,
  );
  if (out !== src) writeFileSync(now, out);
}
