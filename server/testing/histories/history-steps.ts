import fc from 'fast-check';

/** The possible steps of a history of orders' money, with their frequency: plain data, made and shrunk by fast-check. */

const METHODS = ['vnpay', 'momo', 'zalopay', 'payos', 'bank_transfer'] as const;

const nth = fc.nat(7);
const someLines = fc.subarray([0, 1, 2], { minLength: 1 });
const anyMethod = fc.constantFrom(...METHODS);
const refundCourse = fc.constantFrom('transfer', 'made', 'pending', 'lost', 'silent', 'refused');

const steps = {
  message: fc.record({
    kind: fc.constant('message' as const),
    attempt: nth,
    /** The number of the attempt's transaction: a repeated one is the same money. */
    slot: fc.nat(2),
    amount: fc.constantFrom('exact', 'exact', 'exact', 'part', 'rest', 'over', 'one'),
    outcome: fc.constantFrom(
      'paid',
      'paid',
      'paid',
      'suspected_fraud',
      'suspected_fraud',
      'failed',
    ),
    /** Forged: signed with a wrong key. Lost: the gateway has the money, but reports nothing. */
    fate: fc.constantFrom('told', 'told', 'told', 'told', 'lost', 'forged'),
    /** Whether it names its attempt, none known, two, or a part of its attempt, where that has parts. */
    names: fc.constantFrom('own', 'own', 'own', 'own', 'part', 'none', 'two'),
  }),
  start: fc.record({
    kind: fc.constant('start' as const),
    order: nth,
    lines: someLines,
    method: anyMethod,
    /** The owner of the first line starts it, behind the line's link. */
    byLink: fc.boolean(),
  }),
  place: fc.record({
    kind: fc.constant('place' as const),
    customers: someLines,
    years: fc.constantFrom(1, 1, 2),
    /** For a monthly plan: the month of its last year in which it ends. */
    endMonth: fc.constantFrom(12, 12, 6, 3),
    /** Users of the plan that is sold by user; a year for 200 takes a transfer in two parts, and for 400 one in three. */
    users: fc.constantFrom(1, 1, 2, 7, 200, 400),
    /** Years left out: it is refused. */
    ahead: fc.constantFrom(0, 0, 0, 1, 2),
    withCode: fc.boolean(),
  }),
  /** Another order for the same customers: instead of a cancelled one, or after a paid one. */
  rival: fc.record({
    kind: fc.constant('rival' as const),
    order: nth,
    instead: fc.boolean(),
    withCode: fc.boolean(),
    method: anyMethod,
    isPaid: fc.boolean(),
  }),
  /** Two ways of paying the same lines, a part by each. */
  inParts: fc.record({ kind: fc.constant('in_parts' as const), order: nth }),
  cancel: fc.record({
    kind: fc.constant('cancel' as const),
    order: nth,
    lines: fc.option(fc.subarray([0, 1, 2], { minLength: 1, maxLength: 2 })),
  }),
  commit: fc.record({
    kind: fc.constant('commit' as const),
    order: nth,
    days: fc.constantFrom(1, 2, 12, 35),
  }),
  /** Prices change, for everybody. */
  market: fc.record({
    kind: fc.constant('market' as const),
    change: fc.constantFrom('dearer', 'withdrawn', 'as_before', 'code_off', 'code_on'),
  }),
  /**
   * Orders many lines for the volume discount, pays the one that is wanted, and cancels the others: before it, or
   * after.
   */
  volume: fc.record({
    kind: fc.constant('volume' as const),
    isPaidFirst: fc.boolean(),
    isPaid: fc.boolean(),
    withCode: fc.boolean(),
    method: anyMethod,
  }),
  postpone: fc.record({
    kind: fc.constant('postpone' as const),
    order: nth,
    days: fc.constantFrom(1, 25),
  }),
  decide: fc.record({
    kind: fc.constantFrom('approve' as const, 'give_back' as const),
    which: nth,
  }),
  /** Another reporter of the account reports a movement that payOS or the bank's reporter has reported, or will. */
  echo: fc.record({
    kind: fc.constant('echo' as const),
    attempt: nth,
    slot: fc.nat(2),
    /** The report names the movement by the bank's number as the other has it, or by the attempt alone. */
    number: fc.constantFrom('same', 'own'),
  }),
  /** Operations decide about possible duplicates, and about money that is no customer's. */
  movement: fc.record({
    kind: fc.constantFrom('same_movement' as const, 'another_movement' as const),
    which: nth,
  }),
  setAside: fc.record({
    kind: fc.constantFrom('set_aside' as const, 'take_back' as const),
    which: nth,
  }),
  assign: fc.record({ kind: fc.constant('assign' as const), which: nth, order: nth }),
  refund: fc.record({
    kind: fc.constant('refund' as const),
    which: nth,
    how: refundCourse,
  }),
  ask: fc.record({ kind: fc.constant('ask' as const), attempt: nth, silent: fc.boolean() }),
  readList: fc.record({ kind: fc.constant('read_list' as const) }),
  /** The portal declares its customers again, from a list made before anybody paid. */
  declare: fc.record({ kind: fc.constant('declare' as const) }),
};

const step = fc.oneof(
  { weight: 24, arbitrary: steps.message },
  { weight: 4, arbitrary: steps.start },
  { weight: 2, arbitrary: steps.cancel },
  { weight: 1, arbitrary: steps.place },
  { weight: 4, arbitrary: steps.rival },
  { weight: 2, arbitrary: steps.inParts },
  { weight: 2, arbitrary: steps.commit },
  { weight: 1, arbitrary: steps.postpone },
  { weight: 2, arbitrary: steps.market },
  { weight: 2, arbitrary: steps.decide },
  { weight: 6, arbitrary: steps.echo },
  { weight: 1, arbitrary: steps.movement },
  { weight: 1, arbitrary: steps.setAside },
  { weight: 2, arbitrary: steps.assign },
  { weight: 4, arbitrary: steps.refund },
  { weight: 2, arbitrary: steps.ask },
  { weight: 1, arbitrary: steps.readList },
  { weight: 1, arbitrary: steps.declare },
);

const order = fc.record({
  order: steps.place,
  attempts: fc.array(steps.start, { minLength: 1, maxLength: 4 }),
});

const round = fc.record({
  minutes: fc.constantFrom(0, 0, 0, 0, 10, 120, 1_440, 3 * 1_440, 30 * 1_440, 32 * 1_440),
  // Playing for volume takes several steps in a row: concurrent steps would make too many possible orders.
  steps: fc.oneof(
    { weight: 12, arbitrary: fc.array(step, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.tuple(steps.volume) },
  ),
});

/** Operations' final decisions about unapplied money and refunds due. */
const endings = fc.tuple(
  fc.oneof(steps.decide, steps.assign, steps.movement),
  fc.oneof(steps.decide, steps.assign, steps.setAside),
  steps.refund,
  steps.refund,
  steps.refund,
);

/** An order and attempts to pay it; and then, again and again, time passes and steps happen at once. */
const ordinary = fc.record({ first: order, rounds: fc.array(round, { maxLength: 5 }), endings });

/** A large order paid by a transfer in parts, which come about its due date, at ten in the morning or at midnight. */
const inParts = fc.record({
  first: fc.record({
    order: fc.record({
      kind: fc.constant('place' as const),
      customers: fc.constantFrom<number[]>([1], [0, 1]),
      years: fc.constant(1),
      endMonth: fc.constant(12),
      ahead: fc.constant(0),
      users: fc.constantFrom(200, 400),
      withCode: fc.boolean(),
    }),
    attempts: fc.tuple(
      fc.record({
        kind: fc.constant('start' as const),
        order: fc.constant(0),
        byLink: fc.boolean(),
        ...{
          lines: fc.constantFrom<number[]>([0], [1], [0, 1]),
          method: fc.constant('bank_transfer' as const),
        },
      }),
    ),
  }),
  rounds: fc
    .tuple(
      partsAfter(29 * 1_440, 30 * 1_440, 30 * 1_440 + 840),
      fc.array(
        fc.oneof({ weight: 4, arbitrary: partsAfter(10, 600, 840, 1_440, 3 * 1_440) }, round),
        { minLength: 1, maxLength: 5 },
      ),
    )
    .map(([first, others]) => [first, ...others]),
  endings,
});

/** Some parts of the first attempt come after one of these times. */
function partsAfter(...minutes: [number, ...number[]]) {
  const part = fc.record({
    kind: fc.constant('message' as const),
    attempt: fc.constant(0),
    slot: fc.nat(2),
    amount: fc.constantFrom('exact', 'exact', 'exact', 'part', 'rest', 'one'),
    outcome: fc.constant('paid' as const),
    names: fc.constant('part' as const),
    fate: fc.constantFrom('told', 'told', 'told', 'lost'),
  });
  return fc.record({
    minutes: fc.constantFrom(...minutes),
    steps: fc.array(
      fc.oneof({ weight: 5, arbitrary: part }, steps.echo, steps.commit, steps.cancel),
      {
        maxLength: 2,
      },
    ),
  });
}

export const anyHistory = fc.oneof(
  { weight: 7, arbitrary: ordinary },
  { weight: 1, arbitrary: inParts },
);

export type History = typeof anyHistory extends fc.Arbitrary<infer Value> ? Value : never;
export type Step = History['rounds'][number]['steps'][number];
export type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;
