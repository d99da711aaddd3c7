import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>;

/**
 * The headers of pages for people: they stand in no frame, and load and send nothing that their policy does not name.
 *
 * @param referrerPolicy by default none is sent: the address is the key to the page
 */
export function pageHeaders(
  policy: Pick<
    NonNullable<Options['contentSecurityPolicy']>,
    'formAction' | 'scriptSrc' | 'connectSrc' | 'imgSrc'
  >,
  referrerPolicy: Options['referrerPolicy'] = 'no-referrer',
): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ['data:'],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...policy,
    },
    referrerPolicy,
    // A reverse proxy that ends TLS decides on HSTS.
    strictTransportSecurity: false,
  });
}
