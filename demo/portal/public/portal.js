// The demo portal's page. Parts about the renewal widget are marked "renewal"; the rest is a portal.
import { texts } from './texts.js';

const $ = (id) => document.getElementById(id);
const { accountant, accountants, renewalServer } = await getJson('/api/me');
const locale = localStorage.getItem('demo-language') ?? 'vi';
const t = texts[locale];
// renewal: what is ticked, as it is handed over. A customer's only licence comes with the customer.
const selected = { customers: new Set(), licenses: new Set() };
// renewal: a mail about expiring licences leads here with the id of its digest, one about payments with its order's.
const query = new URLSearchParams(location.search);
let digest = query.get('renewal-digest') ?? '';
const order = query.get('renewal-order') ?? '';
if (digest) history.replaceState(null, '', `${location.pathname}#renew`);
else if (order) history.replaceState(null, '', `${location.pathname}#orders/${order}`);
let customers = [];
/** The checkboxes of the rows shown, with what each chooses. */
let ticks = [];

// renewal: load the widget from its server, and give every element its properties.
const script = document.createElement('script');
script.type = 'module';
script.src = `${renewalServer}/widget/renewal-wizard.js`;
document.head.append(script);

function connect(element) {
  element.setAttribute('server', renewalServer);
  element.setAttribute('locale', locale);
  element.fetchToken = async () => (await getJson('/api/token')).token;
  return element;
}

connect($('bell'));

// renewal: a payment has renewed licences; read them anew.
document.addEventListener('renewal-paid', loadCustomers);
// renewal: what was chosen is ordered now.
document.addEventListener('renewal-order-placed', () => {
  selected.customers.clear();
  selected.licenses.clear();
  digest = '';
});
document.addEventListener('renewal-close', () => {
  digest = '';
  location.hash = '#customers';
});
$('bell').addEventListener('renewal-open-order', (event) => {
  event.preventDefault();
  location.hash = `#orders/${event.detail.orderId}`;
});

// renewal: the bell’s digests are renewed on the page of the wizard.
$('bell').addEventListener('renewal-renew', (event) => {
  event.preventDefault();
  digest = event.detail.digestId;
  if (location.hash === '#renew') route();
  else location.hash = '#renew';
});

$('renew').addEventListener('click', () => {
  digest = '';
  location.hash = '#renew';
});

function showWizard() {
  const wizard = connect(document.createElement('renewal-wizard'));
  if (digest) wizard.setAttribute('digest', digest);
  else {
    wizard.setAttribute('customers', [...selected.customers].join(','));
    wizard.setAttribute('licenses', [...selected.licenses].join(','));
  }
  $('wizard').replaceChildren(wizard);
}

// renewal: which order is open stands in the address, which the element reads and writes itself.
function showOrders() {
  if ($('orders').firstChild) return;
  const orders = connect(document.createElement('renewal-orders'));
  orders.setAttribute('route', '#orders');
  $('orders').replaceChildren(orders);
}

function pageShown() {
  return location.hash.slice(1).split('/')[0];
}

function route() {
  const page = pageShown();
  $('customers-page').hidden = page === 'orders' || page === 'renew';
  $('wizard-page').hidden = page !== 'renew';
  $('orders-page').hidden = page !== 'orders';
  for (const link of document.querySelectorAll('nav a')) {
    const isHere = link.hash === `#${page === 'orders' ? 'orders' : 'customers'}`;
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (page === 'renew') showWizard();
  else $('wizard').replaceChildren();
  if (page === 'orders') showOrders();
  else $('orders').replaceChildren();
  if (page !== 'orders' && page !== 'renew') loadCustomers();
}

async function loadCustomers() {
  ({ customers } = await getJson('/api/customers'));
  render();
}

function render() {
  const rows = visibleCustomers();
  ticks = [];
  $('rows').replaceChildren(...rows.flatMap(rowsOf));
  $('empty').hidden = rows.length > 0;
  renderSelection();
}

/** Shows what is chosen on the rows that stand: new rows would take the focus from the tick that was pressed. */
function renderSelection() {
  for (const { tick, choice } of ticks) tick.checked = isChosen(choice);
  const count = selected.customers.size + selected.licenses.size;
  $('selected').textContent = t.selected.replace('{count}', count);
  $('renew').disabled = count === 0;
  const selectable = ticks.filter(({ tick }) => !tick.disabled);
  const ticked = selectable.filter(({ tick }) => tick.checked).length;
  $('select-all').checked = ticked > 0 && ticked === selectable.length;
  $('select-all').indeterminate = ticked > 0 && ticked < selectable.length;
}

function visibleCustomers() {
  const words = fold($('search').value).split(' ').filter(Boolean);
  const filter = $('filter').value;
  return customers.filter((customer) => {
    const text = fold(`${customer.taxCode} ${customer.name}`);
    if (!words.every((word) => text.includes(word))) return false;
    if (filter === 'all') return true;
    return customer.licenses.some((license) => {
      const days = daysLeft(license);
      return filter === 'expired' ? days < 0 : days >= 0 && days <= Number(filter);
    });
  });
}

/** A row for each licence; the customer is named in the first. */
function rowsOf(customer) {
  const [first = null, ...others] = byExpiry(customer);
  return [row(customer, first), ...others.map((license) => row(customer, license, true))];
}

function row(customer, license, isFurther = false) {
  const tr = document.createElement('tr');
  tr.className = isFurther ? 'further' : '';
  tr.append(
    cell(tickOf(customer, license), '', 'tick'),
    cell(isFurther ? '' : customer.taxCode, t.taxCode, 'code'),
    cell(isFurther ? '' : customer.name, t.name, 'name'),
    cell(license ? planText(license) : '–', t.plan, 'plan'),
    cell(isFurther ? '' : fiscalYearText(customer), t.fiscalYear),
    cell(license ? expiryText(license) : '–', t.expiry, 'number'),
    cell(badge(license), t.state),
  );
  return tr;
}

/**
 * renewal: a customer with one licence is handed over by its tax code, or by this portal's own id of it; of several
 * licences, each is handed over by its own.
 */
function choiceOf(customer, license) {
  if (customer.licenses.length > 1) return { list: selected.licenses, id: license.externalId };
  const id = accountant.firm.id === 'an-tam' ? customer.externalId : customer.taxCode;
  return { list: selected.customers, id };
}

function choicesOf(customer) {
  return customer.licenses.map((license) => choiceOf(customer, license));
}

function isChosen({ list, id }) {
  return list.has(id);
}

function choose({ list, id }, isTicked) {
  if (isTicked) list.add(id);
  else list.delete(id);
}

function tickOf(customer, license) {
  const choice = choiceOf(customer, license);
  const tick = document.createElement('input');
  tick.type = 'checkbox';
  tick.disabled = license === null;
  const name = [customer.name, license?.planName[locale]].filter(Boolean).join(', ');
  tick.setAttribute('aria-label', `${t.select} ${name}`);
  tick.addEventListener('change', () => {
    choose(choice, tick.checked);
    renderSelection();
  });
  ticks.push({ tick, choice });
  return tick;
}

function fiscalYearText({ fiscalYearStart }) {
  return `${t.from} 01/${String(fiscalYearStart).padStart(2, '0')}`;
}

/** The plan of today with its users, and what changes with the next period. */
function planText({ planName, quantity, planCode, next }) {
  const text = document.createElement('span');
  text.append(quantity > 1 ? `${planName[locale]}, ${usersText(quantity)}` : planName[locale]);
  if (next && (next.planCode !== planCode || next.quantity !== quantity)) {
    const later = document.createElement('span');
    later.className = 'muted';
    const plan = next.planCode === planCode ? '' : `${next.planCode}, `;
    later.append(`${t.from} ${dateText(next.firstDay)}: ${plan}${usersText(next.quantity)}`);
    text.append(later);
  }
  return text;
}

function usersText(count) {
  return t.users.replace('{count}', count);
}

function expiryText({ expiry, temporary }) {
  return temporary ? `${dateText(expiry)} (${t.temporary})` : dateText(expiry);
}

function dateText(date) {
  return date.split('-').reverse().join('/');
}

function cell(content, label, className = '') {
  const td = document.createElement('td');
  td.className = className;
  td.dataset.label = label;
  td.append(content);
  return td;
}

function badge(license) {
  const days = license && daysLeft(license);
  const span = document.createElement('span');
  const [kind, text] =
    days === null
      ? ['none', t.noLicense]
      : days < 0
        ? ['bad', t.expired]
        : days <= 90
          ? ['soon', t.soon.replace('{days}', days)]
          : ['good', t.valid];
  span.className = `badge ${kind}`;
  span.textContent = text;
  return span;
}

function byExpiry({ licenses }) {
  return licenses.toSorted((a, b) => (a.expiry < b.expiry ? -1 : 1));
}

function daysLeft(license) {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format();
  return Math.round((Date.parse(license.expiry) - Date.parse(today)) / 86_400_000);
}

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
}

async function getJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

document.documentElement.lang = locale;
for (const element of document.querySelectorAll('[data-i18n]')) {
  element.textContent = t[element.dataset.i18n];
}
for (const element of document.querySelectorAll('[data-i18n-label]')) {
  element.setAttribute('aria-label', t[element.dataset.i18nLabel]);
}
$('search').placeholder = t.searchHint;
$('firm').textContent = `${accountant.firm.name} · ${accountant.name}`;
$('language').value = locale;
$('language').addEventListener('change', (event) => {
  localStorage.setItem('demo-language', event.target.value);
  location.reload();
});
$('accountant').replaceChildren(
  ...accountants.map(({ id, name }) => new Option(name, id, false, id === accountant.id)),
);
$('accountant').addEventListener('change', async (event) => {
  await fetch('/api/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: event.target.value }),
  });
  location.hash = '#customers';
  location.reload();
});
$('search').addEventListener('input', render);
$('filter').addEventListener('change', render);
$('select-all').addEventListener('change', (event) => {
  for (const choice of visibleCustomers().flatMap(choicesOf)) {
    choose(choice, event.target.checked);
  }
  renderSelection();
});
let pageBefore = pageShown();
addEventListener('hashchange', () => {
  const isSame = pageShown() === pageBefore;
  pageBefore = pageShown();
  route();
  if (isSame) return;
  // The button or link that had the focus may be hidden now.
  document.querySelector('main > section:not([hidden]) h1').focus();
});
route();
