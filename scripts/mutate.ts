import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '../server/testing/random.ts';
import { AREAS } from './mutation/areas.ts';
import { type Placed, staleEquivalents, whyEquivalent } from './mutation/equivalents.ts';
import { mutantsOf } from './mutation/mutants.ts';
import { type Coverage, isReached, readCoverage } from './mutation/reached.ts';
import { runTest, type TestRun } from './mutation/run-test.ts';

/**
 * Breaks the source in one place at a time and checks whether a test fails: `npm run mutate -- pricing terms`. Without
 * names, all areas. A sample is the same for the same seed. No file is changed on disk.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** The number of mutants to try in each area; 0 for all. */
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Only sources whose path contains this. */
    file: { type: 'string', default: '' },
    /** A glob of tests to run instead of the area's: a source's own tests are quicker. */
    tests: { type: 'string' },
  },
});

const ROOT = resolve(import.meta.dirname, '..');
/**
 * A test under a mutant may take this many times as long as without, plus this many milliseconds, before
 * {@link outcomeUnderLoad} finds the cause.
 */
const SLOWER = 3;
const GRACE_MS = 10_000;
/** The time limit of a test without a mutant, in milliseconds: long, for a busy machine. */
const BASELINE_LIMIT_MS = 900_000;
/** Share of surviving mutants above which the command fails. */
const MOST_ALIVE = 0.1;

type Fate = 'killed' | 'survived' | 'equivalent';

interface Baseline {
  path: string;
  duration: number;
  coverage: Coverage;
}

const unknown = positionals.filter((name) => !Object.hasOwn(AREAS, name));
if (unknown.length > 0) {
  console.error(`No area is called ${unknown.join(', ')}: ${Object.keys(AREAS).join(', ')}.`);
  process.exit(2);
}

const stale = staleEquivalents(Object.values(AREAS).flatMap(({ sources }) => mutantsIn(sources)));
if (stale.length > 0) {
  console.error(
    `Entries of known-equivalents.ts without a mutant; remove or correct them:\n${stale.join('\n')}`,
  );
  process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), 'mutate-'));
process.env.TMPDIR = folder;
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

/** Null for a test that fails without a mutant, which can show nothing. */
const baselines = new Map<string, Baseline | null>();
/** The number of a source's mutants that each test killed. */
const kills = new Map<string, Map<string, number>>();
const table: string[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(AREAS)) {
  const area = AREAS[name] ?? { sources: [], tests: [] };
  const all = mutantsIn(area.sources);
  const chosen = sampleOf(
    all.filter(({ file }) => file.includes(values.file)),
    Number(values.sample) || Number.POSITIVE_INFINITY,
    Number(values.seed),
  );
  const tests = filesOf(values.tests === undefined ? area.tests : [values.tests]);
  console.info(`\n── ${name}: ${chosen.length} of ${all.length} mutants ──`);
  const fates: Record<Fate, number> = { killed: 0, survived: 0, equivalent: 0 };
  for (const mutant of chosen) {
    const why = whyEquivalent(mutant);
    const [fate, by] = why === null ? await fateOf(mutant, tests) : ['equivalent' as const, why];
    console.info(`${fate.padEnd(10)} ${describe(mutant)}  (${by})`);
    fates[fate] += 1;
  }
  const judged = fates.killed + fates.survived;
  const share = judged === 0 ? 0 : fates.survived / judged;
  if (share > MOST_ALIVE) process.exitCode = 1;
  const counts = [chosen.length, fates.killed, fates.survived, fates.equivalent];
  table.push(`| ${[name, ...counts, `${(share * 100).toFixed(1)} %`].join(' | ')} |`);
}
console.info(`
Seed ${values.seed}, sample ${values.sample}:

| area | mutants | killed | survived | equivalent | alive |
| --- | --- | --- | --- | --- | --- |
${table.join('\n')}`);

function mutantsIn(globs: readonly string[]): Placed[] {
  const files = filesOf(globs).filter((path) => !path.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    return mutantsOf(source).map((mutant) => ({ ...mutant, file, source }));
  });
}

function filesOf(globs: readonly string[]): string[] {
  return [...new Set(globs.flatMap((glob) => globSync(glob, { cwd: ROOT })))]
    .sort()
    .map((path) => join(ROOT, path));
}

/** A random sample, the same for the same seed. */
function sampleOf<T>(from: readonly T[], count: number, seed: number): T[] {
  const random = randomOf(seed);
  return from
    .map((value) => ({ value, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ value }) => value);
}

/** Runs a test once without mutants: how long it takes, and which source ranges it reaches. */
async function baselineOf(path: string): Promise<Baseline | null> {
  const known = baselines.get(path);
  if (known !== undefined) return known;
  const into = join(folder, `coverage-${baselines.size}`);
  mkdirSync(into);
  const { outcome, duration } = await runTest(path, { NODE_V8_COVERAGE: into }, BASELINE_LIMIT_MS);
  if (outcome !== 'passed') console.error(`left out: ${path} ${outcome} without any mutant`);
  const baseline = outcome === 'passed' ? { path, duration, coverage: readCoverage(into) } : null;
  rmSync(into, { recursive: true });
  baselines.set(path, baseline);
  return baseline;
}

/** Whether a test starts a server, and so takes seconds rather than milliseconds. */
function startsServer(path: string): boolean {
  return readFileSync(path, 'utf8').includes('/testing/');
}

/**
 * Runs the tests that reach a mutant until one fails: first those without a server; of them, and of the others, first
 * those that killed most of the same source's mutants, then those beside it. A test that no mutant needs is never run.
 */
async function fateOf(
  { file, source, start, end, text }: Placed,
  tests: readonly string[],
): Promise<[fate: 'killed' | 'survived', by: string]> {
  const killsBy = kills.get(file) ?? new Map<string, number>();
  kills.set(file, killsBy);
  const rankOf = (path: string) => [
    startsServer(path) ? 1 : 0,
    -(killsBy.get(path) ?? 0),
    path === file.replace(/\.ts$/, '.test.ts') ? 0 : 1,
    dirname(path) === dirname(file) ? 0 : 1,
    baselines.get(path)?.duration ?? BASELINE_LIMIT_MS,
  ];
  const ranked = tests
    .map((path) => ({ path, rank: rankOf(path) }))
    .sort((a, b) => a.rank.map((own, i) => own - (b.rank[i] ?? 0)).find((by) => by !== 0) ?? 0);
  const mutated = join(folder, 'mutated.ts');
  writeFileSync(mutated, source.slice(0, start) + text + source.slice(end));
  const env = { MUTANT: JSON.stringify({ file, mutated }) };
  let reaching = 0;
  for (const { path } of ranked) {
    const baseline = await baselineOf(path);
    if (baseline === null || !isReached(baseline.coverage, file, start)) continue;
    reaching += 1;
    const { duration } = baseline;
    const outcome = await outcomeUnderLoad(path, env, duration);
    if (outcome !== 'failed' && outcome !== 'timed_out') continue;
    killsBy.set(path, (killsBy.get(path) ?? 0) + 1);
    return ['killed', outcome === 'failed' ? basename(path) : `${basename(path)} does not end`];
  }
  return ['survived', reaching === 0 ? 'no test comes here' : `${reaching} tests`];
}

/**
 * On a busy machine a test can time out without reaching the mutant. So after a time-out the test runs without the
 * mutant, which measures the machine's present speed; if the time limit was too short for that, the mutant runs again
 * with a new limit. Returns `unknown` if the test fails without the mutant too.
 */
async function outcomeUnderLoad(
  path: string,
  env: Record<string, string>,
  duration: number,
): Promise<TestRun['outcome'] | 'unknown'> {
  const limit = duration * SLOWER + GRACE_MS;
  const { outcome } = await runTest(path, env, limit);
  if (outcome !== 'timed_out') return outcome;
  const now = await runTest(path, {}, BASELINE_LIMIT_MS);
  if (now.outcome !== 'passed') return 'unknown';
  if (now.duration * 2 < limit) return 'timed_out';
  return (await runTest(path, env, now.duration * SLOWER + GRACE_MS)).outcome;
}

function describe({ file, source, start, end, text }: Placed): string {
  const line = source.slice(0, start).split('\n').length;
  const was = source.slice(start, end).replace(/\s+/g, ' ').slice(0, 80);
  return `${file.slice(ROOT.length + 1)}:${line}  ${was}  →  ${text.slice(0, 60) || '(left out)'}`;
}
