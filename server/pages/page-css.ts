import { staticAsset } from '../http/static-asset.ts';

/** Styles shared by the owner's page and the operations page. */
export const PAGE_CSS = staticAsset(
  new URL('./assets/page.css', import.meta.url),
  '/pay-assets',
  'css',
);
