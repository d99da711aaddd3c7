import { chromeLauncher, defaultReporter } from '@web/test-runner';
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins';
import { createServer } from 'vite';
import { browserOptions } from './scripts/browser.ts';

// Vite serves the sources, so that tests run what the build compiles; the test runner serves only its own.
const vite = await createServer({
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  appType: 'custom',
  logLevel: 'warn',
  plugins: [{ name: 'test-runner-modules', enforce: 'pre', resolveId: leaveToTestRunner }],
  cacheDir: 'node_modules/.cache/vite-tests',
  optimizeDeps: {
    // Found beforehand: a dependency found in mid-run reloads the page under a running test.
    entries: ['widget/**/*.ts'],
    // Would be bundled with the test runner's own modules, which only the test runner can serve.
    exclude: ['@web/test-runner-commands'],
  },
});

export default {
  files: 'widget/**/*.test.ts',
  browsers: [chromeLauncher({ launchOptions: await browserOptions() })],
  concurrency: 2,
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  // A busy machine is slow, not wrong.
  testFramework: { config: { timeout: 120_000 } },
  // A file takes as long as its tests, each of which is bounded above: this is for a page that hangs.
  testsFinishTimeout: 1_800_000,
  plugins: [a11ySnapshotPlugin()],
  middleware: [serveByVite],
  reporters: [defaultReporter(), closing()],
};

function leaveToTestRunner(id) {
  return id.startsWith('/__web-') ? { id, external: true } : null;
}

function serveByVite(context, next) {
  if (context.path.startsWith('/__web-')) return next();
  return new Promise((resolve, reject) => {
    context.res.statusCode = 200;
    context.respond = false;
    vite.middlewares(context.req, context.res, (error) => {
      context.respond = true;
      context.res.statusCode = 404;
      if (error) reject(error);
      else resolve(next());
    });
  });
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
    async stop() {
      await vite.close();
    },
  };
}

function testsOf(suite) {
  return suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : [];
}
