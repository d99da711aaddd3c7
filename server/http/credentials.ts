/**
 * What follows a scheme in an Authorization header, as `Bearer`; undefined where it is another. A scheme is
 * the same in any case (RFC 9110, section 11.1).
 */
export function credentialsOf(header: string | undefined, scheme: string): string | undefined {
  const [, given = '', credentials] = /^\s*(\S+)\s+(\S+)\s*$/.exec(header ?? '') ?? [];
  return given.toLowerCase() === scheme.toLowerCase() ? credentials : undefined;
}
