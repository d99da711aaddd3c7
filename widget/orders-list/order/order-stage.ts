/** The part of an order that is shown first: its details, or the choice of the payment method. */
export type OrderStage = 'details' | 'method';
