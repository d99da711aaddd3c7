/** Number of customers of these lines of one order; a customer may have several lines, one for each licence. */
export function countCustomers(lines: readonly { tax_code: string }[]): number {
  return new Set(lines.map((line) => line.tax_code)).size;
}
