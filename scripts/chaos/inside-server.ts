import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** Orders to a process, written by the harness into a file of it. */
export interface Orders {
  /** Difference of its clock from the machine's, in milliseconds. */
  clockOffset: number;
  /** The step at which it dies; null: none. */
  dieAt: Step | null;
}

/**
 * before_reply: committed, but not answered; claimed: a mail is taken, but not sent; sent: the mail server has the
 * mail, but nobody recorded it; answered: another server's answer is not recorded.
 */
export const STEPS = ['before_reply', 'claimed', 'sent', 'answered'] as const;
export type Step = (typeof STEPS)[number];

/** Calls that change something. */
const DEEDS =
  /orders\.(?:place|cancel)|payments\.start|^\/gateways\/|^\/operations\/(?:payments|refunds)\//;

const LOOK_MS = 30;

const file = process.env.CHAOS_ORDERS;
// The harness itself imports this file for its types and names.
if (file !== undefined) obey(file, Number(process.env.CHAOS_SMTP_PORT));

/** Preloaded into a server process: sets its clock, and ends it at a step that SIGKILL from outside can't hit. */
function obey(path: string, smtpPort: number): void {
  const machineClock = Date.now;
  let orders: Orders = { clockOffset: 0, dieAt: null };
  const look = () => {
    try {
      orders = JSON.parse(readFileSync(path, 'utf8')) as Orders;
    } catch {
      // A half-written file is read at the next look.
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
