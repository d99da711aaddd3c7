type Say = (key: 'term.users', values: { count: number }) => string;

/** A plan's name, with the number of users where there are several. */
export function planText(say: Say, name: string, quantity: number): string {
  return quantity > 1 ? `${name}, ${say('term.users', { count: quantity })}` : name;
}

/** Whether a plan's name contains its product's. */
export function saysProduct(plan: string, product: string): boolean {
  return plan.toLowerCase().includes(product.toLowerCase());
}
