import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Config } from '../../config.ts';
import { DomainError } from '../../domain-error.ts';
import { bankTransferGateway } from './bank-transfer.ts';
import type { Gateway } from './gateway.ts';
import { vnpayGateway } from './vnpay.ts';

/** The methods whose settings are present, in the order in which a payer sees them. */
export function enabledGateways(config: Config): Gateway[] {
  return [
    ...(config.bankTransfer ? [bankTransferGateway(config.bankTransfer)] : []),
    ...(config.vnpay ? [vnpayGateway(config.vnpay)] : []),
  ];
}

/** @throws DomainError METHOD_UNAVAILABLE when the method is not set up */
export function gatewayOf(config: Config, method: PaymentMethod): Gateway {
  const gateway = enabledGateways(config).find((enabled) => enabled.method === method);
  if (gateway === undefined) throw new DomainError('METHOD_UNAVAILABLE');
  return gateway;
}
