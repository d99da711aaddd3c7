import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withoutLinks } from './dead-links.ts';

/** Texts that mail programs turn into links, by their documentation and common linkifiers: scheme, www, domain,
 * address. */
const LINK =
  /[a-z][a-z\d+.-]*:\/\/|www\.\S|mailto:\S|tel:\S|\S@\S|[\p{L}\p{N}_-][.。．｡․﹒](?=\p{L})|(?:\d{1,3}\.){3}\d{1,3}[/:?#]\S/iu;

for (const text of [
  'Xem http://evil.example/pay',
  'HTTPS://EVIL.EXAMPLE',
  'www.evil.example',
  'evil.example',
  'tiki.vn/khuyen-mai?x=1',
  'hỗ-trợ.example',
  'evil。example',
  'evil．example',
  'evil\u2024example',
  'evil\ufe52example',
  '192.0.2.1/pay',
  '192.0.2.1:8080/pay',
  'e.v.i.l.example',
  'ev\u200bil.\u200bexample',
  'http:\u200b//evil.\u2060example',
  'a@evil.example',
  'mailto:a@evil.example',
  'tel:+84901234567',
  'zalo://qr/p/1',
  '(evil.example)',
  '<a href="http://evil.example">x</a>',
  '[x](http://evil.example)',
  '//evil.example',
  'http://1.2.3.4/evil',
  'xn--evil-1.xn--p1ai',
  'javascript:alert(1)',
]) {
  it(`deadLinks leaves no link in ${JSON.stringify(text)}`, () => {
    assert.doesNotMatch(withoutLinks(text), LINK);
  });
}

for (const text of [
  '5.900.000\u00a0₫',
  '31/12/2026, 10:05',
  '1.234.567.890: đã nhận',
  'Đơn hàng DH000123: đã hủy.',
  'Công ty TNHH Đại Phát (CN Tp. Hồ Chí Minh)',
  'Khách hàng ngừng sử dụng… rồi.',
  'Mã số 0101234567-001',
]) {
  it(`deadLinks changes nothing of «${text}»`, () => {
    assert.equal(withoutLinks(text), text);
  });
}

it('deadLinks keeps a text in one line, so that it can’t look like a paragraph of the mail', () => {
  assert.equal(withoutLinks('Hết\n\nNgân hàng: X\r\n\tSố TK: 1'), 'Hết Ngân hàng: X Số TK: 1');
});
