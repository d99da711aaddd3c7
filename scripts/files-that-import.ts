import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path/posix';

const IMPORT = /(?:^|\s)(?:import|from)\s*\(?\s*'(\.{1,2}\/[^']+\.ts)'/g;

/** The files, of those given, that import another one, directly or through other files. */
export function filesThatImport(wanted: string, files: readonly string[], root: string): string[] {
  const known = new Map<string, boolean>();
  const reaches = (file: string): boolean => {
    if (file === wanted) return true;
    const found = known.get(file);
    if (found !== undefined) return found;
    // In a circle of imports, the first file decides.
    known.set(file, false);
    const result = importsOf(file, root).some(reaches);
    known.set(file, result);
    return result;
  };
  return files.filter(reaches);
}

function importsOf(file: string, root: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const matches = [...source.matchAll(IMPORT)];
  return matches.map(([, path = '']) => normalize(join(file, '..', path)));
}
