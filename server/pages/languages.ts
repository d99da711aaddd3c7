import type { Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import { type Locale, localeSchema } from '../../shared/schemas/common.ts';

const NAMES: Record<Locale, string> = { vi: 'Tiếng Việt', en: 'English' };

/** `?lang=` of a page's address; undefined where it names no language of ours. */
export function langOf(c: HonoContext): Locale | undefined {
  return localeSchema.safeParse(c.req.query('lang')).data;
}

/** Links to a page in its languages, of which the present one is no link. */
export function languageLinks(present: Locale, addresses: Record<Locale, string>) {
  return localeSchema.options.map((locale) =>
    locale === present
      ? html`<span aria-current="true" lang="${locale}">${NAMES[locale]}</span>`
      : html`<a href="${addresses[locale]}" lang="${locale}" hreflang="${locale}">${NAMES[locale]}</a>`,
  );
}
