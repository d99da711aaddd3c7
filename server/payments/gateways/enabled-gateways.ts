import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Config } from '../../config/config.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { bankTransferGateway } from './bank/bank-transfer.ts';
import { cassoReceiver } from './bank/casso.ts';
import { sepayReceiver } from './bank/sepay.ts';
import type { Gateway, Receiver } from './core/gateway.ts';
import { momoGateway, momoReceiver } from './momo.ts';
import { payosGateway, payosReceiver } from './payos.ts';
import { vnpayGateway, vnpayReceiver } from './vnpay/vnpay.ts';
import { zalopayGateway, zalopayReceiver } from './zalopay/zalopay.ts';

/** The configured methods, in the order in which a payer sees them. */
export function enabledGateways(config: Config): Gateway[] {
  return [
    ...(config.bankTransfer ? [bankTransferGateway(config.bankTransfer)] : []),
    ...(config.vnpay ? [vnpayGateway(config.vnpay)] : []),
    ...(config.momo ? [momoGateway(config.momo, config.publicUrl)] : []),
    ...(config.zalopay ? [zalopayGateway(config.zalopay, config.publicUrl)] : []),
    ...(config.payos ? [payosGateway(config.payos)] : []),
  ];
}

/** Every configured reporter of money. */
export function enabledReceivers(config: Config): Receiver[] {
  const { bankTransfer } = config;
  return [
    ...(bankTransfer?.sepay ? [sepayReceiver(bankTransfer.sepay, bankTransfer)] : []),
    ...(bankTransfer?.casso ? [cassoReceiver(bankTransfer.casso, bankTransfer)] : []),
    ...(config.vnpay ? [vnpayReceiver(config.vnpay)] : []),
    ...(config.momo ? [momoReceiver(config.momo)] : []),
    ...(config.zalopay ? [zalopayReceiver(config.zalopay)] : []),
    ...(config.payos ? [payosReceiver(config.payos)] : []),
  ];
}

/** The gateway of a method; undefined where it was switched off since an attempt was started. */
export function enabledGateway(config: Config, method: PaymentMethod): Gateway | undefined {
  return enabledGateways(config).find((gateway) => gateway.method === method);
}

/** @throws DomainError METHOD_UNAVAILABLE when the method is not configured */
export function gatewayOf(config: Config, method: PaymentMethod): Gateway {
  const gateway = enabledGateway(config, method);
  if (gateway === undefined) throw new DomainError('METHOD_UNAVAILABLE');
  return gateway;
}
