/**
 * The part after the scheme, such as `Bearer`, of an Authorization header; undefined for another scheme. Schemes are
 * case-insensitive (RFC 9110, section 11.1).
 */
export function credentialsOf(header: string | undefined, scheme: string): string | undefined {
  const [, given = '', credentials] = /^\s*(\S+)\s+(\S+)\s*$/.exec(header ?? '') ?? [];
  return given.toLowerCase() === scheme.toLowerCase() ? credentials : undefined;
}
