import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Loads `mutated` in place of `file`, both named by MUTANT as JSON; the file on disk stays as it is. Passed to Node by
 * `--import`, also in the processes and threads that a test starts.
 */
const { file, mutated } = JSON.parse(process.env.MUTANT ?? '{}') as {
  file: string;
  mutated: string;
};
const url = pathToFileURL(file).href;

registerHooks({
  load(asked, context, nextLoad) {
    if (asked !== url) return nextLoad(asked, context);
    return {
      format: 'module-typescript',
      source: readFileSync(mutated, 'utf8'),
      shortCircuit: true,
    };
  },
});
