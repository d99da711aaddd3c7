import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HOOK = fileURLToPath(new URL('mutant-hook.ts', import.meta.url));
/** Half of a short test's time is compiling what it imports. A cache of its own: mutants would spoil `npm test`'s. */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/mutate', import.meta.url));

export interface TestRun {
  outcome: 'passed' | 'failed' | 'timed_out';
  duration: number;
}

/**
 * Runs one test file until its first failure, or for `limit` milliseconds, since a mutant can loop for ever.
 * Processes that it started end with it.
 */
export async function runTest(
  path: string,
  env: Record<string, string>,
  limit: number,
): Promise<TestRun> {
  const started = performance.now();
  const hook = env.MUTANT === undefined ? {} : { NODE_OPTIONS: `--import=${HOOK}` };
  const child = spawn(
    process.execPath,
    ['--test-force-exit', '--test-reporter=tap', '--disable-warning=ExperimentalWarning', path],
    {
      detached: true,
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...hook, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const end = () => endGroup(child.pid);
  process.once('exit', end);
  const { promise, resolve } = Promise.withResolvers<TestRun['outcome']>();
  const timer = setTimeout(() => resolve('timed_out'), limit);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (/^\s*not ok /m.test(text)) resolve('failed');
  });
  child.once('exit', (code) => resolve(code === 0 ? 'passed' : 'failed'));
  const outcome = await promise;
  clearTimeout(timer);
  end();
  process.off('exit', end);
  return { outcome, duration: performance.now() - started };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The process group has ended already.
  }
}
