import type { Config } from '../../server/config/config.ts';
import type { Others } from './others.ts';
import type { Servers } from './servers.ts';

/** An operator's action: acknowledged, or sent without an answer, so that it may have been done. */
export interface Operated {
  deed: string;
  subjectId: string;
  isAcknowledged: boolean;
}

/** All that the server has acknowledged. */
export interface Acknowledged {
  /** The request by order. */
  orders: Map<string, string>;
  cancelled: Set<string>;
  /** Money by the gateway's or the bank's number of it. */
  money: Set<number>;
  /** Operators' deeds, by the payment or refund; a transfer back by its reference. */
  operated: Map<string, Operated>;
  /** Answers that no client should get. */
  faults: string[];
  /** Sending time of the acknowledged gateway message that left last, by the monotonic clock. */
  newestWriteSentAt: number;
  /** Answers that the database was away. */
  unavailable: number;
}

/** Pause of a person or a gateway before another try, in milliseconds. */
export const AGAIN_MS = 40;

/** Surroundings that all people share. */
export interface Surroundings {
  servers: Servers;
  others: Others;
  seen: Acknowledged;
  /** The servers'. */
  config: Config;
}
