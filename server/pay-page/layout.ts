import { html } from 'hono/html';
import type { Locale } from '../../shared/schemas/common.ts';
import { staticAsset } from '../http/static-asset.ts';
import { languageLinks } from '../pages/languages.ts';
import { PAGE_CSS } from '../pages/page-css.ts';
import type { Say } from './say.ts';

export type Html = ReturnType<typeof html>;

const ASSETS = new URL('./assets/', import.meta.url);
export const PAY_JS = staticAsset(new URL('pay.js', ASSETS), '/pay-assets', 'js');

/** The preview of a link in chats (Open Graph). */
export interface Preview {
  title: string;
  description: string;
  siteName: string;
  /** The address of an image; null: none. */
  logo: string | null;
}

export interface Page {
  locale: Locale;
  say: Say;
  title: string;
  preview?: Preview;
  body: Html;
  /** Polled by the page for changes; null when it is final. */
  stateUrl?: string;
  /** The answer of {@link stateUrl} when the page was made. */
  state?: string;
  /** Whether it has no form: without JavaScript, it may reload itself. */
  isWaiting?: boolean;
  /** Its address in each language, where it has several. */
  languages?: Record<Locale, string>;
}

/**
 * A whole page. It works without JavaScript: a page that only waits then reloads itself, and one with a form never
 * does, since its input would be lost.
 */
export function layout(page: Page): Html {
  const { locale, say, title, preview, body, stateUrl, state, isWaiting, languages } = page;
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
${preview ? previewTags(locale, preview) : ''}
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PAGE_CSS.path}">
<script type="module" src="${PAY_JS.path}"></script>
${stateUrl && isWaiting ? html`<noscript><meta http-equiv="refresh" content="8"></noscript>` : ''}
</head>
<body${stateUrl ? html` data-state-url="${stateUrl}" data-state="${state}"` : ''}>
<main>${body}</main>
${languages ? html`<footer><nav aria-label="${say('language')}">${languageLinks(locale, languages)}</nav></footer>` : ''}
</body>
</html>`;
}

function previewTags(locale: Locale, { title, description, siteName, logo }: Preview): Html {
  return html`<meta name="description" content="${description}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${siteName}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:locale" content="${locale === 'vi' ? 'vi_VN' : 'en_US'}">
${logo ? html`<meta property="og:image" content="${logo}">` : ''}`;
}
