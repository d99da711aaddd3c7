import type { CustomerKind } from '../../shared/customer-kind.ts';
import type { FiscalYearStart } from '../../shared/fiscal-year.ts';
import type { LapsedRule, Proration, TermRule } from '../../shared/license-term.ts';
import type { AttemptState, LineState, OrderState } from '../../shared/order-state.ts';
import type { RefundReason } from '../../shared/refund-reasons.ts';
import type { Locale, PayerKind, PaymentMethod, VatRate } from '../../shared/schemas/common.ts';
import type { NotificationKind } from '../../shared/schemas/notification.ts';

/**
 * The tables as Kysely sees them. Ids are UUIDv7 text, money integer dong, dates ISO text, instants epoch milliseconds;
 * a `Json` column holds JSON text.
 */
export interface Tables {
  portals: {
    id: string;
    name: string;
    /** HS256 key of the sign-in tokens. */
    secret: string;
    api_key_hash: string;
    /** JSON: string[] */
    origins: Json;
    next_order_number: number;
    next_quotation_number: number;
    /** Address for events to the portal's backend; null: none. */
    webhook_url: string | null;
    webhook_secret: string | null;
    created_at: number;
    /** Whether its firms are reminded of expiring licences, unless one has a setting of its own. */
    expiry_reminders: 0 | 1;
    /** The portal's page that opens the order form with the licences of a digest; null: none. */
    renew_url: string | null;
  };
  firms: {
    portal_id: string;
    id: string;
    name: string;
    /** Whether the firm is reminded of expiring licences; null: like the portal's other firms. */
    expiry_reminders: 0 | 1 | null;
  };
  /** People who have signed in, as their last sign-in token named them. */
  accountants: {
    id: string;
    portal_id: string;
    firm_id: string;
    /** The portal's own id: `sub` of the sign-in token. */
    external_id: string;
    name: string;
    email: string;
    locale: Locale;
    /** Time of their last sign-in, to about a day. */
    seen_at: number;
    /** Whether they want the firm's digest by mail. */
    expiry_mails: 0 | 1;
  };
  /** Digests of expiring licences: one a firm and day at most. */
  expiry_digests: {
    id: string;
    portal_id: string;
    firm_id: string;
    /** CalendarDate */
    day: string;
    license_count: number;
    created_at: number;
  };
  /** The reminders of each licence's expiry: one for a threshold, in days before it. */
  expiry_reminders: {
    license_id: string;
    /** CalendarDate */
    expiry: string;
    threshold: number;
    digest_id: string;
  };
  discount_tiers: { portal_id: string; firm_id: string; min_lines: number; rate: number };
  products: {
    id: string;
    portal_id: string;
    code: string;
    name_vi: string;
    name_en: string;
    active: 0 | 1;
  };
  plans: {
    id: string;
    portal_id: string;
    product_id: string;
    code: string;
    name_vi: string;
    name_en: string;
    term_rule: TermRule;
    vat_rate: VatRate;
    active: 0 | 1;
    /** Longest commitment to pay, in days; 0: no commitments. */
    commitment_days: number;
    /** Days: a fiscal year that adds no more is not the default. */
    minimum_gain: number;
    /** JSON: CustomerKind[] */
    customer_kinds: Json;
    /** Charge for a partly covered fiscal year. */
    proration: Proration;
    /** Sale of lapsed fiscal years. */
    lapsed: LapsedRule;
    /** Whether it is sold by user: its price is that of one. */
    per_user: 0 | 1;
    /** Whether a renewal may begin later, the days before it not in force. */
    allows_gap: 0 | 1;
  };
  plan_prices: { plan_id: string; from_fiscal_year: number; price_per_year: number };
  customers: {
    id: string;
    portal_id: string;
    firm_id: string;
    /** The portal's own id of the customer, which identifies it. */
    external_id: string;
    /** 0: the portal has given none, and the first tax code it sent stands for it. */
    external_id_declared: 0 | 1;
    /** The present code, unique among the firm's present customers. */
    tax_code: string;
    name: string;
    address: string;
    email: string;
    contact_name: string;
    phone: string;
    fiscal_year_start: FiscalYearStart;
    /** The kind that the portal declares; null: derived from the tax code. */
    kind: CustomerKind | null;
    /** Folded name, present and former codes. */
    search_text: string;
    updated_at: number;
    /** The customer that it was merged into; null: it is a present one. */
    merged_into: string | null;
  };
  /** The tax codes of each customer over time; `until_date` is null for the present one. */
  customer_tax_codes: {
    customer_id: string;
    tax_code: string;
    from_date: string;
    until_date: string | null;
  };
  licenses: {
    id: string;
    portal_id: string;
    firm_id: string;
    customer_id: string;
    product_id: string;
    /** The portal's own id of the licence; null: it is the customer's one of its product. */
    external_id: string | null;
    updated_at: number;
  };
  /** The periods that make up a licence: inserted and ended only by licenses/write-periods.ts, and never edited. */
  license_periods: {
    id: string;
    license_id: string;
    first_day: string;
    last_day: string;
    plan_id: string;
    /** Number of users; 1 where it is not sold by user. */
    quantity: number;
    /** The last day of the periods that follow it without a day between; its own of a commitment's. */
    chain_last_day: string;
    source: PeriodSource;
    /** The line that was paid, or that somebody has committed to pay. */
    order_line_id: string | null;
    created_at: number;
    /** Time at which it stopped counting, and the reason; null: it counts. */
    ended_at: number | null;
    end_reason: PeriodEndReason | null;
    /** The licence's; null in periods of commitments, and in those that ended before it was kept. */
    portal_id: string | null;
    firm_id: string | null;
  };
  orders: {
    id: string;
    portal_id: string;
    firm_id: string;
    number: string;
    request_id: string;
    request_digest: string;
    accountant_id: string;
    accountant_name: string;
    locale: Locale;
    state: OrderState;
    version: number;
    invoice_to: 'customer' | 'other';
    recipient_name: string;
    recipient_email: string;
    recipient_phone: string;
    line_count: number;
    discount_rate: number;
    list: number;
    discount: number;
    net: number;
    vat: number;
    total: number;
    created_at: number;
    cancelled_at: number | null;
    cancel_reason: string | null;
    payer: PayerKind;
    /** The last calendar date for payment. */
    due_date: string;
    reminded_at: number | null;
    /** Time of its cancellation for lack of payment. */
    expired_at: number | null;
    quotation_id: string | null;
    /** JSON: Discount[] */
    discounts: Json;
    /** JSON: OrderTerms; null: placed before they were kept. */
    price_terms: Json | null;
    /** Volume discount that its paid lines got in excess, net; below 0: earlier excess made good. */
    volume_balance: number;
    /** The telephone of the person who ordered, from the sign-in token; may be empty. */
    accountant_phone: string;
  };
  order_lines: {
    id: string;
    order_id: string;
    line_number: number;
    customer_id: string;
    license_id: string;
    tax_code: string;
    customer_name: string;
    fiscal_year_start: FiscalYearStart;
    plan_id: string;
    plan_code: string;
    plan_name_vi: string;
    plan_name_en: string;
    term_rule: TermRule;
    first_fiscal_year: number;
    years: number;
    present_expiry: string;
    new_expiry: string;
    list: number;
    discount: number;
    net: number;
    vat_rate: VatRate;
    vat: number;
    total: number;
    /** JSON: InvoiceParty */
    invoice_party: Json;
    recipient_email: string | null;
    cancelled_at: number | null;
    /** Null also where the line was closed because the due date has passed. */
    cancel_reason: string | null;
    state: LineState;
    paid_at: number | null;
    payer: PayerKind;
    /** JSON: the discount by each of the order's rules; empty: placed before it was kept. */
    taken: Json;
    /** The licence's plan when ordered; null in lines from before this was kept. */
    present_plan_id: string | null;
    present_plan_code: string | null;
    present_plan_name_vi: string | null;
    present_plan_name_en: string | null;
    /** Counted from the day of ordering. */
    days_gained: number;
    /** The plan's, when ordered. */
    minimum_gain: number;
    /** The first day ordered; null in lines from before it was kept. */
    first_day: string | null;
    /** The plan's, when ordered. */
    proration: Proration;
    /** The end date that a person chose, inside a fiscal year or at its end; null when none was chosen. */
    until: string | null;
    product_code: string;
    product_name_vi: string;
    product_name_en: string;
    /** Number of users; 1 where it is not sold by user. */
    quantity: number;
    /** The licence's users when ordered; null in lines from before they were kept. */
    present_quantity: number | null;
    /** The plan's, when ordered. */
    allows_gap: 0 | 1;
    /** The portal's own id of the licence, when ordered; null where it had given none. */
    license_external_id: string | null;
    /** Whether the customer then had several licences of the product, which that id tells apart. */
    one_of_several: 0 | 1;
  };
  /** Sum and number of each order's lines that await payment; triggers on `order_lines` keep them. */
  open_orders: { order_id: string; due: number; line_count: number };
  fiscal_year_claims: { license_id: string; fiscal_year: number; order_line_id: string };
  payment_links: {
    id: string;
    order_id: string;
    order_line_id: string | null;
    token_hash: string;
    created_at: number;
    expires_at: number;
    revoked_at: number | null;
    /** Time of the first mail to the customer, and its address. */
    sent_at: number | null;
    sent_to: string | null;
    /** Time of its page's first opening. */
    opened_at: number | null;
  };
  /** Mails that asked for the payment of a line after its first one. */
  line_reminders: {
    order_line_id: string;
    reminded_at: number;
    times: number;
  };
  payment_attempts: {
    id: string;
    order_id: string;
    payment_link_id: string | null;
    method: PaymentMethod;
    state: AttemptState;
    amount: number;
    reference: string;
    locale: Locale;
    created_at: number;
    expires_at: number;
    /** Time of the last question to the gateway; during a question, its latest end. */
    asked_at: number | null;
    /** The gateway's page for the payer, if it gave one. */
    redirect_url: string | null;
    /** Time of the reconciler's next question to the gateway; null: none. */
    next_ask_at: number | null;
    /** Time at which its instructions were last shown to a person; null for a transfer that only a mail mentions. */
    shown_at: number | null;
  };
  /** The parts of a transfer that is too large for one: each a part of the amount, under a reference of its own. */
  payment_attempt_parts: {
    payment_attempt_id: string;
    /** From 1. */
    number: number;
    reference: string;
    amount: number;
  };
  payment_attempt_lines: { payment_attempt_id: string; order_line_id: string };
  payments: {
    id: string;
    gateway: GatewayName;
    gateway_transaction_id: string;
    payment_attempt_id: string | null;
    amount: number;
    unapplied: number;
    unapplied_reason: UnappliedReason | null;
    memo: string;
    raw: string;
    received_at: number;
    /** The number on the payer's bank statement, where it differs from the gateway's own. */
    bank_reference: string | null;
    /** The same number, normalised across reporters. */
    bank_key: string | null;
    /** The accounts that its report names, separated by blanks. */
    accounts: string;
    /** The payment that may be of the same movement: a person decides. */
    possible_duplicate_of: string | null;
    /** No customer's money, with a person's note about it. */
    set_aside: number;
    set_aside_note: string | null;
    /** The sum of its parts, and the payment of which it is a part. */
    split: number;
    split_of: string | null;
    /** Groups the money of one payer; null: nothing identifies the payer. */
    payer_key: string | null;
  };
  /** Payment attempts that a payment's own report names. */
  payment_names: { reference: string; payment_id: string };
  /** Further reports of a payment's movement. */
  payment_reports: {
    id: string;
    payment_id: string;
    gateway: GatewayName;
    gateway_transaction_id: string;
    amount: number;
    memo: string;
    /** References of attempts, separated by blanks. */
    names: string;
    accounts: string;
    bank_reference: string | null;
    bank_key: string | null;
    raw: string;
    received_at: number;
    because: 'bank_reference' | 'attempt' | 'person';
    joined_at: number;
  };
  allocations: { payment_id: string; order_line_id: string; amount: number };
  refunds_due: {
    id: string;
    payment_id: string;
    amount: number;
    reason: RefundReason;
    created_at: number;
    state: RefundDueState;
    refunded_at: number | null;
  };
  /** Attempts to pay back a refund due. */
  refunds: {
    id: string;
    refund_due_id: string;
    method: 'gateway' | 'transfer';
    state: RefundState;
    /** The gateway's or the bank's own number. */
    reference: string | null;
    requested_by: string;
    created_at: number;
    done_at: number | null;
    error: string | null;
    /** Time of its sending to the gateway; from then on it may have been made. */
    sent_at: number | null;
  };
  gateway_cursors: { gateway: GatewayName; cursor: string; updated_at: number };
  quotations: {
    id: string;
    portal_id: string;
    firm_id: string;
    number: string;
    accountant_id: string;
    accountant_name: string;
    /** The addressee. */
    buyer_name: string;
    line_count: number;
    /** JSON: the quoted lines with their prices. */
    content: Json;
    total: number;
    valid_until: string;
    created_at: number;
  };
  order_drafts: {
    portal_id: string;
    firm_id: string;
    /** The request id of the order to come. */
    id: string;
    /** The present owner. */
    accountant_id: string;
    version: number;
    row_count: number;
    customer_count: number;
    first_customer_id: string | null;
    created_at: number;
    saved_at: number;
    saved_by_id: string;
    saved_by_name: string;
    /** The browser that saved it last. */
    editor: string;
    /** The colleague who handed it over; null: nobody. */
    handed_by_name: string | null;
    /** JSON: DraftBody; the last column, so that lists don't read it. */
    body: Json;
  };
  discount_codes: {
    id: string;
    portal_id: string;
    /** Only this firm may use it; null: any firm of the portal. */
    firm_id: string | null;
    /** Upper case, without blanks. */
    code: string;
    kind: 'percent' | 'amount';
    /** Basis points, or dong. */
    value: number;
    scope: 'line' | 'order';
    /** The firm's own code, applied automatically. */
    referral: 0 | 1;
    valid_from: string | null;
    valid_until: string | null;
    max_uses: number | null;
    used: number;
    active: 0 | 1;
  };
  code_redemptions: { code_id: string; order_id: string; released_at: number | null };
  payment_commitments: {
    order_line_id: string;
    order_id: string;
    license_id: string;
    first_fiscal_year: number;
    pay_by: string;
    old_expiry: string;
    temporary_expiry: string;
    state: 'active' | 'kept' | 'lapsed';
    created_at: number;
    reminded_at: number | null;
    ended_at: number | null;
    /** Time at which the licence was next paid for; until then, it gets no other commitment. Set by a trigger. */
    paid_since: number | null;
  };
  invoice_requests: {
    order_line_id: string;
    id: string;
    portal_id: string;
    firm_id: string;
    order_id: string;
    /** JSON: InvoiceRequest */
    content: Json;
    collected_on: string;
    created_at: number;
  };
  license_renewals: {
    order_line_id: string;
    license_id: string;
    old_expiry: string;
    new_expiry: string;
    renewed_at: number;
  };
  gateway_messages: {
    id: string;
    gateway: GatewayName;
    digest: string;
    raw: string;
    outcome: string;
    times: number;
    received_at: number;
    /** The moment that was not accepted, as the gateway wrote it. */
    note: string | null;
    /** Whether its money has another amount than requested, or is odd in another way. */
    transaction_id: string | null;
    amount: number | null;
    payment_attempt_id: string | null;
    /** Time at which a person had dealt with it. */
    reviewed_at: number | null;
  };
  notifications: {
    id: string;
    portal_id: string;
    firm_id: string;
    accountant_id: string;
    sequence: number;
    kind: NotificationKind;
    /** The subject: an order, or a digest of expiring licences. */
    order_id: string | null;
    digest_id: string | null;
    amount: number;
    /** payment_received: the part of the amount that entries had which this one sums up. */
    earlier_amount: number;
    line_count: number;
    customer_name: string;
    created_at: number;
    read_at: number | null;
  };
  outbox: {
    id: string;
    kind: string;
    payload: Json;
    state: 'pending' | 'done' | 'dead';
    tries: number;
    run_at: number;
    locked_until: number;
    last_error: string | null;
    created_at: number;
    done_at: number | null;
    lane: 'refunds' | 'events' | 'money_mails' | 'order_mails' | 'operations_mails';
    /** The tenant whose turn the job takes: a firm (`portal/firm`), a portal, a gateway, or `none`. */
    tenant: string;
    /** The order it is about, if any. */
    order_id: string | null;
    /** The reason why it was given up, without individual details. */
    reason: string | null;
    /** 1: a mail to an order's recipient about one of its payments, or several. */
    summed: 0 | 1;
  };
  /** Addresses, in lower case, whose mail server refused a mail of the firm for good. */
  refused_addresses: {
    portal_id: string;
    firm_id: string;
    email: string;
    refused_at: number;
  };
  /** Number of mails that people have caused in the hour since `since`. */
  mail_counts: {
    portal_id: string;
    /** Empty: all firms. */
    firm_id: string;
    /** Empty: all addressees. */
    addressee: string;
    since: number;
    mails: number;
  };
  audit_log: {
    id: string;
    at: number;
    portal_id: string | null;
    firm_id: string | null;
    actor: string;
    action: string;
    subject_id: string;
    details: Json;
  };
}

/** JSON as text. */
export type Json = string;

/** The origin of a period: the portal's declaration, a paid line, or a promise to pay one. */
export type PeriodSource = 'declared' | 'order_line' | 'commitment';

/**
 * corrected: by the portal's later declaration; replaced: by lasting days, or another promise; paid: the promise was
 * kept; commitment_over: it was not kept, or its line will not be paid.
 */
export type PeriodEndReason = 'corrected' | 'replaced' | 'paid' | 'commitment_over';

/** The reporter of the money. */
export type GatewayName = 'sepay' | 'casso' | 'vnpay' | 'momo' | 'zalopay' | 'payos';

/** underpaid: waits for the rest; unmatched: names no known attempt; suspected_fraud: suspected by the gateway. */
export type UnappliedReason = 'underpaid' | 'unmatched' | 'suspected_fraud';

export type { RefundReason };

export type RefundDueState = 'due' | 'refunding' | 'refunded';

/** unclear: the gateway may have paid it back without saying so: a person has to look. */
export type RefundState = 'pending' | 'unclear' | 'done' | 'failed';
