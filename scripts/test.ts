import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { makeSqliteTemplate } from '../server/testing/test-database.ts';
import { groupsOf } from './test-groups.ts';

/**
 * Runs every suite, or those named: `npm test -- shared server`. The last line adds them up.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = 'node_modules';

/** Test files run as separate processes; a shared compile cache halves their start-up time. */
const COMPILE_CACHE = `${ROOT}${MODULES}/.cache/node-compile`;

const BUILT_SERVER = `${ROOT}dist/server/main.mjs`;

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

/** Time limit of a test, and of a file or folder of tests, so that a hanging one does not hang the run. */
const NODE_TEST = ['--test', '--test-reporter=spec', '--test-timeout=900000'];

/** Node’s default is one at a time on two cores; the server's tests wait for processes, disks and sockets half their time. */
const AT_ONCE = Math.max(3, availableParallelism());

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

/**
 * Suites of one lane run one after the other, in the order of {@link SUITES}; the lanes run side by side, since each
 * waits for processes, disks and sockets more than half its time. The output comes in the order of the suites.
 */
type Lane = 'code' | 'journeys' | 'processes';

interface Suite {
  lane: Lane;
  /** Glob of the suite's files; a suite that has none is skipped. */
  files?: string;
  /** A suite of another lane that must have ended before this one starts, if it runs at all. */
  after?: string;
  steps: (files: string[]) => Step[];
}

const SUITES: Record<string, Suite> = {
  lint: {
    lane: 'code',
    steps: () => [
      { args: [`${MODULES}/@biomejs/biome/bin/biome`, 'check', '.'] },
      { args: [`${MODULES}/dependency-cruiser/bin/dependency-cruiser.mjs`, ...FLOORS] },
    ],
  },
  types: { lane: 'code', steps: () => [{ args: [`${MODULES}/typescript/bin/tsc`] }] },
  shared: byFolder('shared'),
  server: { ...byFolder('server', [`--test-concurrency=${AT_ONCE}`]), after: 'build' },
  demo: byFolder('demo'),
  build: {
    lane: 'journeys',
    steps: () =>
      [
        ['--mode', 'production'],
        ['--mode', 'classic'],
        ['--config', 'vite.server.config.ts'],
      ].map((options) => ({
        args: [`${MODULES}/vite/bin/vite.js`, 'build', ...options, '--logLevel', 'warn'],
      })),
  },
  widget: {
    lane: 'code',
    files: 'widget/**/*.test.ts',
    steps: () => [{ args: [`${MODULES}/@web/test-runner/dist/bin.js`], count: countOfWidgetTests }],
  },
  // One at a time: each starts the whole demo and a browser.
  journeys: nodeTests('journeys', 'journeys/**/*.journey.ts', ['--test-concurrency=1']),
  // The main job on PostgreSQL, too.
  'main-job': {
    lane: 'code',
    after: 'build',
    steps: () => [
      {
        args: ['scripts/test-postgresql.ts', 'journeys/renewal.journey.ts'],
        count: countOfNodeTests,
      },
    ],
  },
  // Tests whose result depends on the engine, once more: all of the server's would take as long as the rest together.
  postgresql: {
    lane: 'processes',
    after: 'build',
    steps: () => [{ args: ['scripts/test-postgresql.ts', '--core'], count: countOfNodeTests }],
  },
  scripts: {
    ...nodeTests('processes', 'scripts/**/*.test.ts', ['--test-concurrency=2']),
    // They start the demo, which would build the widget.
    after: 'build',
  },
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(', ')}: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

let interrupted = false;
interface Running {
  outcome: Promise<Outcome>;
  /** Prints what the suite has printed so far, and from then on what it prints. */
  show(): void;
}
interface Outcome {
  counts: Counts;
  seconds: string;
}

const template = await makeSqliteTemplate();
process.env.TEST_SQLITE_TEMPLATE = template.address;
// Suites that start servers wait for the build.
if (selectedSuites().includes('build')) process.env.TEST_SERVER_MAIN = BUILT_SERVER;

const running = new Map<string, Running>();
const lanes = new Map<Lane, Promise<unknown>>();
for (const name of selectedSuites()) start(name);

const total: Counts = { passed: 0, failed: 0 };
const summary: string[] = [];
for (const [name, { show, outcome }] of running) {
  if (interrupted) break;
  console.info(`\n── ${name} ──`);
  show();
  const { counts, seconds } = await outcome;
  total.passed += counts.passed;
  total.failed += counts.failed;
  summary.push(
    `${name.padEnd(10)} ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`,
  );
}
await template.remove();
console.info(`\n${summary.join('\n')}\n`);
console.info(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Named suites, or all; those that open a browser bring the build that it shows. */
function selectedSuites(): string[] {
  const withFiles = Object.keys(SUITES).filter((name) => filesOf(name)?.length !== 0);
  if (named.length === 0) return withFiles;
  return withFiles.filter(
    (name) => named.includes(name) || (name === 'build' && named.includes('widget')),
  );
}

/** Paths of the suite's files, null where its steps name no files. */
function filesOf(name: string): string[] | null {
  const { files } = suite(name);
  return files === undefined ? null : globSync(files, { cwd: ROOT }).sort();
}

function suite(name: string): Suite {
  return SUITES[name] as Suite;
}

/** Starts the suite when its lane is free. */
function start(name: string): void {
  const { lane, after, steps } = suite(name);
  let kept: string | null = '';
  const others = [lanes.get(lane), after && running.get(after)?.outcome];
  const outcome = Promise.all(others).then(() =>
    timed(interrupted ? [] : steps(filesOf(name) ?? []), (text) => {
      if (kept === null) process.stdout.write(text);
      else kept += text;
    }),
  );
  lanes.set(lane, outcome);
  const show = () => {
    process.stdout.write(kept ?? '');
    kept = null;
  };
  running.set(name, { outcome, show });
}

type Show = (text: string) => void;

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

function nodeTests(lane: Lane, files: string, options: string[] = []): Suite {
  return {
    lane,
    files,
    steps: (found) => [{ args: [...NODE_TEST, ...options, ...found], count: countOfNodeTests }],
  };
}

/** Tests of a folder of the house: those of each folder below it in one process. */
function byFolder(name: string, options: string[] = []): Suite {
  return {
    lane: 'code',
    files: `${name}/**/*.test.ts`,
    steps: (found) => [
      { args: [...NODE_TEST, ...options, ...groupsOf(name, found)], count: countOfNodeTests },
    ],
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
