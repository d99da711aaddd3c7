/** What of an order is shown first: its details, or the choice of the payment method. */
export type OrderStage = 'details' | 'method';
