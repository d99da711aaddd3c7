import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Loads one file with a mutant in it, named by MUTANT as JSON: `{ file, start, end, text }`. The file on disk
 * stays as it is. Given to Node by `--import`, also in the processes and threads that a test starts.
 */
const { file, start, end, text } = JSON.parse(process.env.MUTANT ?? '{}') as {
  file: string;
  start: number;
  end: number;
  text: string;
};
const mutated = pathToFileURL(file).href;

registerHooks({
  load(url, context, nextLoad) {
    if (url !== mutated) return nextLoad(url, context);
    const source = readFileSync(file, 'utf8');
    return {
      format: 'module-typescript',
      source: source.slice(0, start) + text + source.slice(end),
      shortCircuit: true,
    };
  },
});
