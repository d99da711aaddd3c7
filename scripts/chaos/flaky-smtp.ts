import { connect, createServer, type Socket } from 'node:net';
import type { Random } from '../../server/testing/random.ts';
import { comeAndGo } from './comes-and-goes.ts';

/** Frequency of connection faults: closed at once, silent, cut, or cut where a mail was accepted. */
const CLOSED = 0.05;
const SILENT = 0.02;
const CUT = 0.1;
const CUT_WHEN_ACCEPTED = 0.1;

/** A connection is cut after at most this many answers. */
const ANSWERS = 30;

/** The mail server's answer to a received mail; after it the mail is the server's to keep. */
const ACCEPTED = 'message queued';

export interface FlakySmtp {
  port: number;
  calm(): void;
  stop(): Promise<void>;
}

/** The way to a mail server, which breaks until it is calm. */
export async function startFlakySmtp(random: Random, mailPort: number): Promise<FlakySmtp> {
  let isCalm = false;
  const open = new Set<Socket>();
  const happens = (probability: number) => !isCalm && random.chance(probability);
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => {}).once('close', () => open.delete(client));
    if (happens(CLOSED)) return void client.destroy();
    if (happens(SILENT)) return;
    const mail = connect(mailPort, '127.0.0.1').on('error', () => client.destroy());
    client.once('close', () => mail.destroy());
    mail.once('close', () => client.destroy());
    client.pipe(mail);
    let left = happens(CUT) ? random.below(ANSWERS) : Number.POSITIVE_INFINITY;
    mail.on('data', (data) => {
      const isAccepted = data.includes(ACCEPTED);
      if (left-- <= 0 || (isAccepted && happens(CUT_WHEN_ACCEPTED))) client.destroy();
      else client.write(data);
    });
  });
  const { port, stop } = await comeAndGo(server, random, () => isCalm);
  const closeAll = () => {
    for (const client of open) client.destroy();
  };
  return {
    port,
    calm() {
      isCalm = true;
      closeAll();
    },
    async stop() {
      isCalm = true;
      await stop();
      closeAll();
    },
  };
}
