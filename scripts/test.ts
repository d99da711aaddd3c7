import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/**
 * Runs every suite, or those named: `npm test -- shared server`. The last line adds them up.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = 'node_modules';

/** Test files run as separate processes; a shared compile cache halves their start-up time. */
const COMPILE_CACHE = `${ROOT}${MODULES}/.cache/node-compile`;

/** Import rules, as in `npm run check`. */
const FLOORS = [
  '--config',
  '.dependency-cruiser.mjs',
  'shared',
  'server',
  'widget',
  'demo',
  'journeys',
];

/** Time limit of a test, so that a hanging test does not hang the run. */
const NODE_TEST = ['--test', '--test-reporter=spec', '--test-timeout=300000'];

/** Node's default is one file on two cores; a server test file waits for processes, disks and sockets half its time. */
const TEST_FILES_AT_ONCE = Math.max(2, availableParallelism() - 1);

interface Counts {
  passed: number;
  failed: number;
}

interface Step {
  /** Arguments of Node 24. */
  args: string[];
  /** Reads the counts from the output. A step without this counts as one test, passed if it exits with 0. */
  count?: (output: string) => Counts | null;
}

interface Suite {
  /** Glob of the suite's files; a suite that has none is skipped. */
  files?: string;
  steps: (files: string[]) => Step[];
  /** Starts a browser: one such suite runs at a time, beside those without; the output still comes in order. */
  needsBrowser?: true;
}

const SUITES: Record<string, Suite> = {
  lint: {
    steps: () => [
      { args: [`${MODULES}/@biomejs/biome/bin/biome`, 'check', '.'] },
      { args: [`${MODULES}/dependency-cruiser/bin/dependency-cruiser.mjs`, ...FLOORS] },
    ],
  },
  types: { steps: () => [{ args: [`${MODULES}/typescript/bin/tsc`] }] },
  shared: nodeTests('shared/**/*.test.ts'),
  server: nodeTests('server/**/*.test.ts', [`--test-concurrency=${TEST_FILES_AT_ONCE}`]),
  // Tests whose result depends on the engine, once more: all of the server's would take as long as the rest together.
  postgresql: {
    steps: () => [{ args: ['scripts/test-postgresql.ts', '--core'], count: countOfNodeTests }],
  },
  demo: nodeTests('demo/**/*.test.ts'),
  // A browser mostly waits, so its suite may run beside others.
  widget: {
    needsBrowser: true,
    files: 'widget/**/*.test.ts',
    steps: () => [
      ...['production', 'classic'].map((mode) => ({
        args: [`${MODULES}/vite/bin/vite.js`, 'build', '--mode', mode, '--logLevel', 'warn'],
      })),
      { args: [`${MODULES}/@web/test-runner/dist/bin.js`], count: countOfWidgetTests },
    ],
  },
  scripts: nodeTests('scripts/**/*.test.ts'),
  // One at a time: each starts the whole demo and a browser.
  journeys: {
    files: 'journeys/**/*.journey.ts',
    steps: (found) => [
      { args: [...NODE_TEST, '--test-concurrency=1', ...found], count: countOfNodeTests },
      // The main job on PostgreSQL, too.
      {
        args: ['scripts/test-postgresql.ts', 'journeys/renewal.journey.ts'],
        count: countOfNodeTests,
      },
    ],
    needsBrowser: true,
  },
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(', ')}: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

let interrupted = false;
type Outcome = { counts: Counts; seconds: string };
const beside = new Map<string, { outcome: Promise<Outcome>; showFromNowOn(): void }>();
let browserIsFree: Promise<unknown> = Promise.resolve();
for (const [name, suite] of Object.entries(SUITES)) {
  const files = filesOf(suite);
  if (suite.needsBrowser === undefined || !isNamed(name) || files.length === 0) continue;
  let kept: string | null = '';
  const outcome = browserIsFree.then(() =>
    timed(interrupted ? [] : suite.steps(files), (text) => {
      if (kept === null) showNow(text);
      else kept += text;
    }),
  );
  browserIsFree = outcome;
  const showFromNowOn = () => {
    showNow(kept ?? '');
    kept = null;
  };
  beside.set(name, { outcome, showFromNowOn });
}
const total: Counts = { passed: 0, failed: 0 };
const summary: string[] = [];
for (const [name, suite] of Object.entries(SUITES)) {
  if (interrupted || !isNamed(name)) continue;
  const files = filesOf(suite);
  if (suite.files !== undefined && files.length === 0) {
    summary.push(`${name.padEnd(9)} skipped: no ${suite.files}`);
    continue;
  }
  console.info(`\n── ${name} ──`);
  const { counts, seconds } = await outcomeOf(name, suite.steps(files));
  total.passed += counts.passed;
  total.failed += counts.failed;
  summary.push(
    `${name.padEnd(9)} ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`,
  );
}
console.info(`\n${summary.join('\n')}\n`);
console.info(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function isNamed(name: string): boolean {
  return named.length === 0 || named.includes(name);
}

function filesOf({ files }: Suite): string[] {
  return files === undefined ? [] : globSync(files, { cwd: ROOT }).sort();
}

async function outcomeOf(name: string, steps: Step[]): Promise<Outcome> {
  const running = beside.get(name);
  if (running === undefined) return await timed(steps, showNow);
  running.showFromNowOn();
  return await running.outcome;
}

type Show = (text: string) => void;

function showNow(text: string): void {
  process.stdout.write(text);
}

async function timed(steps: Step[], show: Show): Promise<Outcome> {
  const started = Date.now();
  const counts = await runSuite(steps, show);
  return { counts, seconds: ((Date.now() - started) / 1000).toFixed(1) };
}

async function runSuite(steps: Step[], show: Show): Promise<Counts> {
  const sum: Counts = { passed: 0, failed: 0 };
  for (const step of steps) {
    const { code, output } = await run(step.args, show);
    const counts = countsOf(step, code, output);
    sum.passed += counts.passed;
    sum.failed += counts.failed;
  }
  return sum;
}

/** A step that exits with another code than 0 has at least one failure, whatever it counted. */
function countsOf(step: Step, code: number, output: string): Counts {
  if (!step.count) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counts = step.count(stripVTControlCharacters(output));
  if (counts === null) return { passed: 0, failed: 1 };
  return code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}

/** Prints the output as it arrives, and keeps it. */
function run(args: string[], show: Show): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...color },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = () => {
      interrupted = true;
      child.kill('SIGTERM');
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      show(text);
    });
    child.stderr.setEncoding('utf8').on('data', show);
    child.once('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve({ code: code ?? 1, output });
    });
  });
}

function nodeTests(files: string, options: string[] = []): Suite {
  return {
    files,
    steps: (found) => [{ args: [...NODE_TEST, ...options, ...found], count: countOfNodeTests }],
  };
}

function countOfNodeTests(output: string): Counts | null {
  const last = (name: string) =>
    [...output.matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1];
  const [pass, fail, cancelled] = ['pass', 'fail', 'cancelled'].map(last);
  if (pass === undefined || fail === undefined || cancelled === undefined) return null;
  return { passed: Number(pass), failed: Number(fail) + Number(cancelled) };
}

/** The last line of output, written by web-test-runner.config.mjs. */
function countOfWidgetTests(output: string): Counts | null {
  const found = [...output.matchAll(/widget: (\d+) passed, (\d+) failed/g)].at(-1);
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : null;
}
