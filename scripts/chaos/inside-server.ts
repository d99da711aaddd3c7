import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** Orders to a process, which the harness writes into a file of it. */
export interface Orders {
  /** How far its clock is from the machine's, in milliseconds. */
  clockOffset: number;
  /** Where it is to die; null: it lives on. */
  dieAt: Step | null;
}

/**
 * before_reply: what was asked is committed, and the answer does not leave; claimed: a mail is taken, and does not leave;
 * sent: the mail server has taken it, and nobody records it; answered: so with another server's answer.
 */
export const STEPS = ['before_reply', 'claimed', 'sent', 'answered'] as const;
export type Step = (typeof STEPS)[number];

/** Calls that change something. */
const DEEDS =
  /orders\.(?:place|cancel)|payments\.start|^\/gateways\/|^\/operations\/(?:payments|refunds)\//;

const LOOK_MS = 30;

const file = process.env.CHAOS_ORDERS;
// Also imported by the harness itself, for its types and names.
if (file !== undefined) obey(file, Number(process.env.CHAOS_SMTP_PORT));

/** Preloaded into a server process: sets its clock, and ends it at a step as SIGKILL from outside can't aim at. */
function obey(path: string, smtpPort: number): void {
  const machineClock = Date.now;
  let orders: Orders = { clockOffset: 0, dieAt: null };
  const look = () => {
    try {
      orders = JSON.parse(readFileSync(path, 'utf8')) as Orders;
    } catch {
      // Half written: the next look reads it.
    }
  };
  look();
  setInterval(look, LOOK_MS).unref();
  Date.now = () => machineClock() + orders.clockOffset;
  const dieAt = (step: Step) => {
    if (orders.dieAt === step) process.kill(process.pid, 'SIGKILL');
  };

  const { writeHead } = ServerResponse.prototype;
  ServerResponse.prototype.writeHead = function (
    this: ServerResponse,
    ...args: [statusCode: number]
  ) {
    if (Number(args[0]) < 400 && DEEDS.test(this.req.url ?? '')) dieAt('before_reply');
    return writeHead.apply(this, args);
  } as typeof writeHead;

  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...args: [path: string]) {
    if (JSON.stringify(args).includes(`"port":${smtpPort}`)) {
      dieAt('claimed');
      this.on('data', (data) => {
        if (String(data).includes('message queued')) dieAt('sent');
      });
    }
    return connect.apply(this, args);
  } as typeof connect;

  const realFetch = globalThis.fetch;
  globalThis.fetch = async (...args) => {
    const answer = await realFetch(...args);
    dieAt('answered');
    return answer;
  };
}
