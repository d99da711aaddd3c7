import { globSync } from 'node:fs';
import { sep } from 'node:path';
import { chromeLauncher, defaultReporter } from '@web/test-runner';
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins';
import { build } from 'vite';
import { browserOptions } from './scripts/browser.ts';

const TEST_FILES = 'widget/**/*.test.ts';

/** Loaded by its own address, and therefore a file of its own, whichever modules import it. */
const READ_BY_A_WORKER = 'widget/ordering/import/xlsx/read-xlsx.ts';

const launchOptions = await browserOptions();
// Animations would be painted sixty times a second while a test waits.
launchOptions.args.push('--force-prefers-reduced-motion');

const served = await compiledTests();

export default {
  files: TEST_FILES,
  browsers: [chromeLauncher({ launchOptions })],
  // A file waits half its time, for pauses in typing and for frames.
  concurrency: 3,
  // Above the duration of any test on a slow machine.
  testFramework: { config: { timeout: 120_000 } },
  // A file takes as long as its tests, each of which is bounded above: this is for a page that hangs.
  testsFinishTimeout: 1_800_000,
  plugins: [a11ySnapshotPlugin()],
  middleware: [serveCompiled],
  reporters: [defaultReporter(), closing()],
};

/**
 * Compiles the tests and the widget's sources, as the build does, into modules that the test files share: sent one by
 * one, the sources take a quarter of the run.
 */
async function compiledTests() {
  const { output } = await build({
    configFile: false,
    // The build itself gives these warnings.
    logLevel: 'error',
    oxc: { decorator: { legacy: true } },
    build: {
      write: false,
      // The root from which source maps count.
      outDir: '.',
      emptyOutDir: false,
      target: 'esnext',
      minify: false,
      modulePreload: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(
          [...globSync(TEST_FILES), READ_BY_A_WORKER].map((path) => [urlPath(path), path]),
        ),
        preserveEntrySignatures: 'exports-only',
        // The test runner's own modules, which it serves itself.
        external: [/^\/__web-/],
        output: { entryFileNames: '[name]', chunkFileNames: 'compiled/[name]-[hash].js' },
      },
    },
  });
  return new Map(output.map((file) => [`/${file.fileName}`, file.code ?? file.source]));
}

function urlPath(path) {
  return path.replaceAll(sep, '/');
}

function serveCompiled(context, next) {
  const body = served.get(context.path);
  if (body === undefined) return next();
  context.type = context.path.endsWith('.map') ? 'json' : 'js';
  // Files do not change during a run.
  context.set('cache-control', 'max-age=86400, immutable');
  context.body = body;
}

/** The line that scripts/test.ts adds up; a file that fails as a whole is one failure. */
function closing() {
  return {
    onTestRunFinished({ sessions }) {
      const results = sessions.flatMap(({ testResults }) =>
        testResults ? testsOf(testResults) : [],
      );
      const passed = results.filter((test) => test.passed && !test.skipped).length;
      const failed = results.filter((test) => !test.passed && !test.skipped).length;
      const broken = sessions.filter(
        (session) => !session.passed && !testsOf(session.testResults).some((test) => !test.passed),
      ).length;
      console.info(`widget: ${passed} passed, ${failed + broken} failed`);
    },
  };
}

function testsOf(suite) {
  return suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : [];
}
