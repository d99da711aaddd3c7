export type { RenewalEvents } from './events.ts';
export type { ChooseRequest } from './ordering/choose/choose-request.ts';
export { RenewalBell } from './renewal-bell.ts';
export { RenewalOrders } from './renewal-orders.ts';
export { RenewalPayment } from './renewal-payment.ts';
export { RenewalWizard } from './renewal-wizard.ts';
export { VERSION } from './version.ts';
