import asyncHooks from 'node:async_hooks';

/**
 * Given to Node by `--import`, before a test file loads node:test. That follows every promise by an async hook, to
 * name the test whose error nobody awaited; of what the server's tests use of the CPU, it is a sixth to a third.
 * Without the hook such an error fails its file instead.
 */
const NONE: asyncHooks.AsyncHook = { enable: () => NONE, disable: () => NONE };
asyncHooks.createHook = () => NONE;
