import { register } from './register.ts';
import { RenewalBell } from './renewal-bell.ts';
import { RenewalOrders } from './renewal-orders.ts';
import { RenewalPayment } from './renewal-payment.ts';
import { RenewalWizard } from './renewal-wizard.ts';

register('renewal-wizard', RenewalWizard);
register('renewal-bell', RenewalBell);
register('renewal-orders', RenewalOrders);
register('renewal-payment', RenewalPayment);
