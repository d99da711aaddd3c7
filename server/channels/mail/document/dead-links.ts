import type { Block, MailDocument } from './mail-document.ts';

/**
 * Breaks everything in a text that mail programs would turn into a link, and keeps it in one line: people's names and
 * reasons are sent from the vendor's address, and must not lead anywhere. A blank inside the link is least noticeable
 * («Tp. HCM», «Tiki. vn», «http: //»), and no domain or address survives it.
 */
export function withoutLinks(text: string): string {
  return (
    text
      // A no-break blank keeps an amount together.
      .replace(/[^\S\u00a0]+/gu, ' ')
      // Invisible characters would hide a link from the rules below, and browsers drop them.
      .replace(/[\p{Cf}\p{Cc}]/gu, '')
      // `http://`, `zalo://`, and a scheme without slashes.
      .replace(/:(?=\/\/)/gu, ': ')
      .replace(/\b(mailto|tel|sms|callto|javascript|data|file):(?=\S)/giu, '$1: ')
      .replace(/(?<=\S)@(?=\S)/gu, ' @ ')
      // A numeric address, followed by something that no amount has: `192.0.2.1/pay`, `192.0.2.1:8080`.
      .replace(/\b(?:\d{1,3}\.){3}(?=\d{1,3}[/:?#]\S)/gu, (start) => start.replaceAll('.', '. '))
      // Between a word and a letter: a domain's dot, in other scripts too, never a number's.
      .replace(/(?<=[^\s.。．｡․﹒])([.。．｡․﹒])(?=[^\s\d.,;:!?)\]}»”’"'…])/gu, '$1 ')
  );
}

/** A mail whose texts contain no links; only its buttons lead anywhere. */
export function deadened(mail: MailDocument): MailDocument {
  const { subject, preview, blocks } = mail;
  return {
    ...mail,
    subject: withoutLinks(subject),
    ...(preview === undefined ? {} : { preview: withoutLinks(preview) }),
    blocks: blocks.map(deadBlock),
  };
}

function deadBlock(block: Block): Block {
  switch (block.kind) {
    case 'text':
    case 'note':
      return { ...block, text: withoutLinks(block.text) };
    case 'signature':
      return { ...block, lines: block.lines.map(withoutLinks) };
    case 'quote':
      return { ...block, by: withoutLinks(block.by), text: withoutLinks(block.text) };
    case 'facts':
      return {
        ...block,
        facts: block.facts.map(([name, value]) => [withoutLinks(name), withoutLinks(value)]),
      };
    case 'table':
      return {
        ...block,
        rows: block.rows.map(({ name, details, remarks = [], cells, links = [] }) => ({
          name: withoutLinks(name),
          details: details.map(withoutLinks),
          remarks: remarks.map(({ kind, text }) => ({ kind, text: withoutLinks(text) })),
          cells: cells.map(withoutLinks),
          links: links.map(({ label, url }) => ({ label: withoutLinks(label), url })),
        })),
      };
    case 'action':
    case 'link':
      return { ...block, label: withoutLinks(block.label) };
    case 'qr':
      return { ...block, alt: withoutLinks(block.alt) };
  }
}
