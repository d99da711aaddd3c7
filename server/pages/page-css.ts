import { staticAsset } from '../http/static-asset.ts';

/** The look that the owner's page and the operations page share. */
export const PAGE_CSS = staticAsset(
  new URL('./assets/page.css', import.meta.url),
  '/pay-assets',
  'css',
);
