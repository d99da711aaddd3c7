import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { PATIENCE_MS } from './support/stage.ts';

it('a stage whose demo does not start closes its browser, and its process ends by itself', async () => {
  const code = `import('./journeys/support/stage.ts')
    .then(({ openStage }) => openStage({ BANK_REPORTER: 'nobody' }))
    .catch((error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--eval', code], {
    timeout: PATIENCE_MS,
    // Playwright takes SIGTERM for a reason to close its browser.
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [exitCode, signal] = await once(child, 'close');
  assert.match(printed, /BANK_REPORTER is one of/);
  assert.deepEqual([exitCode, signal], [0, null]);
});
