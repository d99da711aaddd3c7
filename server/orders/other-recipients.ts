/**
 * The lines that name a recipient of their own, by address. Whoever gets the order's messages anyway is
 * none: one address gets one mail.
 */
export function otherRecipients<Line extends { recipient_email: string | null }>(
  lines: readonly Line[],
  orderEmail: string,
): Map<string, Line[]> {
  const byAddress = Map.groupBy(lines, (line) => line.recipient_email?.toLowerCase() ?? '');
  byAddress.delete('');
  byAddress.delete(orderEmail.toLowerCase());
  return byAddress;
}
