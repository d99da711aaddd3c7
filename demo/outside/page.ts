import { html } from 'hono/html';

/** Everything outside the product: its pages' names, and their purpose. */
export const PLACES = [
  { path: 'mail', name: 'Hộp thư', what: 'Mọi email mà dịch vụ gửi qua SMTP.' },
  {
    path: 'bank',
    name: 'Ngân hàng',
    what: 'Chuyển khoản bất kỳ số tiền, nội dung nào; báo về như SePay (API key, HMAC) hoặc Casso V2.',
  },
  { path: 'vnpay', name: 'VNPay', what: 'Trang thanh toán, IPN, querydr, hoàn tiền.' },
  { path: 'momo', name: 'MoMo', what: 'Trang thanh toán, IPN, truy vấn, hoàn tiền.' },
  { path: 'zalopay', name: 'ZaloPay', what: 'Trang thanh toán, callback, truy vấn, hoàn tiền.' },
  { path: 'payos', name: 'payOS', what: 'Trang thanh toán, webhook, truy vấn, hủy.' },
] as const;

export function dong(amount: number): string {
  return `${amount.toLocaleString('vi-VN')} ₫`;
}

/** A page of the outside world, in a gateway's colour; works without JavaScript. */
export function outsidePage(title: string, body: ReturnType<typeof html>, brand = '') {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body class="${brand}">
<nav aria-label="Menu">${PLACES.map(({ path, name }) => html`<a href="/${path}">${name}</a>`)}</nav>
<main><h1>${title}</h1>${body}</main>
</body>
</html>`;
}

export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd9e3, #3c3846); --accent: light-dark(#5b3fa0, #c0a9ff); --muted: light-dark(#645d70, #a8a1b5); }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#f6f4f9, #15131a); color: light-dark(#221d2b, #ebe7f2); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
.vnpay { --accent: light-dark(#005baa, #8cc4ff); }
.momo { --accent: light-dark(#a50064, #ff9fd6); }
.zalopay { --accent: light-dark(#0033c9, #9db8ff); }
.payos { --accent: light-dark(#1a6b43, #7fd9a8); }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 10px 20px; border-bottom: 1px solid var(--line); background: light-dark(#fff, #1e1b25); }
a { color: var(--accent); }
main { max-width: 860px; margin: 0 auto; padding: 20px; }
h1 { margin: 0 0 12px; font-size: 20px; }
.muted { color: var(--muted); }
.cards, .list { margin: 0; padding: 0; list-style: none; }
.cards li, .list li, .card { margin-bottom: 10px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 8px; background: light-dark(#fff, #1e1b25); }
.cards p { margin: 0; color: var(--muted); }
.amount { margin: 0 0 10px; color: var(--accent); font-size: 28px; font-weight: 700; }
h2 { margin: 0 0 10px; font-size: 16px; }
.choices { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 12px; margin: 0 0 14px; padding: 0; list-style: none; }
.choices button { width: 100%; margin: 0 0 4px; }
.choices .muted { display: block; font-size: 13px; }
.list form { margin-top: 8px; }
.wide { width: 100%; margin: 0; }
label { display: block; margin-bottom: 10px; }
label > span { display: block; color: var(--muted); font-size: 13px; }
input[type=text], input[type=number], select, textarea { width: 100%; min-height: 40px; padding: 8px 10px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit; }
button { min-height: 44px; margin: 0 6px 8px 0; padding: 8px 18px; border: 1px solid var(--accent); border-radius: 6px; background: transparent; color: var(--accent); font: inherit; font-weight: 600; cursor: pointer; }
button.primary { background: var(--accent); color: light-dark(#fff, #1d1136); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0 0 14px; }
dt { color: var(--muted); } dd { margin: 0; font-weight: 600; }
pre { white-space: pre-wrap; font: inherit; }
iframe { width: 100%; height: 720px; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
`;
