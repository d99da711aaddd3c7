import assert from 'node:assert/strict';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { MailJob } from '../announce/outbox/job.ts';
import { toPlainText } from '../channels/mail/document/mail-document.ts';
import { renderMail } from '../channels/mail/render-mail.ts';
import { stopAndCheckMoney } from './stop-and-check-money.ts';
import { openFirm, orderOf, taxCodes } from './test-directory.ts';
import { type Client, NOW, refusal, signInAt, type TestServer } from './test-server.ts';

/** A firm over several days: orders are placed, become due, and are mailed about. */
export class FirmDays {
  readonly server: TestServer;
  /** Signed in on the present day. */
  client: Client;
  readonly #codes: string[];

  private constructor(server: TestServer, client: Client, codes: string[]) {
    this.server = server;
    this.client = client;
    this.#codes = codes;
  }

  static async open(customers: number): Promise<FirmDays> {
    const codes = taxCodes(customers);
    const { server, client } = await openFirm(codes);
    return new FirmDays(server, client, codes);
  }

  /** The first day again; an order placed on it is due on 23 December 2026. */
  async begin(): Promise<void> {
    await this.#setNow(NOW);
  }

  /** Stops the server; all money must add up then. */
  async end(): Promise<void> {
    await stopAndCheckMoney(this.server);
  }

  /** An hour in Vietnam on a day. */
  async at(day: string, time = '09:00'): Promise<void> {
    await this.#setNow(Date.parse(`${day}T${time}:00+07:00`));
  }

  /** A token lives an hour, so that a later day needs a new one. */
  async #setNow(now: number): Promise<void> {
    this.client = await signInAt(this.server, now);
  }

  /** Customers that no test has used yet. */
  some(count: number): string[] {
    return this.#codes.splice(0, count);
  }

  async place(own: readonly string[], change: Parameters<typeof orderOf>[2] = {}) {
    const input = await orderOf(this.client, own, change);
    const { id } = await this.client.orders.place.mutate(input);
    return await this.read(id);
  }

  /** An order of customers that no test has used yet. */
  async placeSome(count = 1): Promise<{ id: string; lineIds: string[] }> {
    const { id, lines } = await this.place(this.some(count));
    return { id, lineIds: lines.map((line) => line.id) };
  }

  /** An attempt to pay an order, or some of its lines. */
  async startPayment(orderId: string, method: PaymentMethod, lineIds?: string[]) {
    const lines = lineIds ? { lineIds } : {};
    return await this.client.payments.start.mutate({ orderId, method, locale: 'vi', ...lines });
  }

  async read(orderId: string) {
    return await this.client.orders.get.query({ orderId });
  }

  async mailJobs(kind: MailJob['kind'], orderId: string): Promise<MailJob[]> {
    const rows = await this.server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', kind)
      .where('payload', 'like', `%${orderId}%`)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ kind, ...JSON.parse(row.payload) }) as MailJob);
  }

  /** Subject and text of a mail as it would leave now. */
  async textOf(job: MailJob | undefined): Promise<string> {
    assert.ok(job);
    const mail = await renderMail(this.server.context, job);
    assert.ok(mail);
    return `${mail.subject}\n${toPlainText(mail)}`;
  }

  async bell(kind: string, orderId: string) {
    const { notifications } = await this.client.notifications.list.query({});
    return notifications.filter((each) => each.kind === kind && each.orderId === orderId);
  }
}

/** The code of the error by which a call is refused. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await refusal(call)).code;
}
