export type { ChooseRequest } from './choose-request.ts';
export type { RenewalEvents } from './events.ts';
export { RenewalBell } from './renewal-bell.ts';
export { RenewalOrders } from './renewal-orders.ts';
export { RenewalPayment } from './renewal-payment.ts';
export { RenewalWizard } from './renewal-wizard.ts';
export { VERSION } from './version.ts';
