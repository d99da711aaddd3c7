/** Who and what: portals, firms, products, plans, customers and their licences. */
export const DIRECTORY = [
  `create table portals (
    id text primary key,
    name text not null,
    secret text not null check (length(secret) >= 32),
    api_key_hash text not null unique,
    origins text not null,
    next_order_number integer not null default 1,
    created_at integer not null,
    next_quotation_number integer not null default 1,
    webhook_url text,
    webhook_secret text
  )`,
  `create table firms (
    portal_id text not null references portals (id),
    id text not null,
    name text not null,
    primary key (portal_id, id)
  )`,
  `create table discount_tiers (
    portal_id text not null,
    firm_id text not null,
    min_lines integer not null check (min_lines > 0),
    rate integer not null check (rate between 0 and 10000),
    primary key (portal_id, firm_id, min_lines),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  )`,
  `create table products (
    id text primary key,
    portal_id text not null references portals (id),
    code text not null,
    name_vi text not null,
    name_en text not null,
    active integer not null check (active in (0, 1)),
    unique (portal_id, code)
  )`,
  `create table plans (
    id text primary key,
    portal_id text not null references portals (id),
    code text not null,
    name_vi text not null,
    name_en text not null,
    term_rule text not null check (term_rule in ('fiscal_year', 'anniversary')),
    vat_rate text not null check (vat_rate in ('KCT', 'KKKNT', '0%', '5%', '8%', '10%')),
    active integer not null check (active in (0, 1)),
    commitment_days integer not null default 0 check (commitment_days between 0 and 365),
    minimum_gain integer not null default 31 check (minimum_gain between 0 and 183),
    customer_kinds text not null default '["company","household","branch"]'
      check (json_array_length(customer_kinds::json) > 0),
    proration text not null default 'none' check (proration in ('none', 'month', 'day')),
    lapsed text not null default 'optional' check (lapsed in ('required', 'optional', 'skipped')),
    product_id text not null references products (id),
    per_user integer not null default 0 check (per_user in (0, 1)),
    allows_gap integer not null default 0 check (allows_gap in (0, 1)),
    unique (portal_id, code)
  )`,
  `create table plan_prices (
    plan_id text not null references plans (id),
    from_fiscal_year integer not null,
    price_per_year integer not null check (price_per_year >= 0),
    primary key (plan_id, from_fiscal_year)
  )`,
  `create table customers (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    external_id text not null,
    tax_code text not null,
    name text not null,
    address text not null,
    email text not null,
    contact_name text not null,
    phone text not null,
    fiscal_year_start integer not null check (fiscal_year_start in (1, 4, 7, 10)),
    search_text text not null,
    updated_at integer not null,
    kind text check (kind in ('company', 'household', 'branch')),
    external_id_declared integer not null default 1 check (external_id_declared in (0, 1)),
    merged_into text references customers (id) check (merged_into <> id),
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  )`,
  `create unique index customers_by_external_id on customers (portal_id, firm_id, external_id)`,
  `create unique index customers_by_tax_code on customers (portal_id, firm_id, tax_code) where merged_into is null`,
  `create index customers_merged on customers (merged_into) where merged_into is not null`,
  `create table customer_tax_codes (
    customer_id text not null references customers (id),
    tax_code text not null,
    from_date text not null,
    until_date text check (until_date >= from_date),
    primary key (customer_id, tax_code, from_date)
  )`,
  `create index customer_tax_codes_by_code on customer_tax_codes (tax_code)`,
  `create unique index customer_tax_codes_present on customer_tax_codes (customer_id) where until_date is null`,
  `create table licenses (
    id text primary key,
    portal_id text not null,
    firm_id text not null,
    customer_id text not null references customers (id),
    product_id text not null references products (id),
    external_id text check (external_id <> ''),
    updated_at integer not null,
    foreign key (portal_id, firm_id) references firms (portal_id, id)
  )`,
  `create index licenses_by_customer on licenses (customer_id)`,
  `create unique index licenses_by_external_id on licenses (portal_id, firm_id, external_id)
   where external_id is not null`,
  `create unique index licenses_one_a_product on licenses (customer_id, product_id) where external_id is null`,
];
