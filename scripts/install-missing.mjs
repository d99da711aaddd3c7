// Installs missing packages before `npm start` and `npm test`. Runs on the machine's own, perhaps old, Node: plain
// JavaScript, without imports that npm would have to install first.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = `${root}node_modules/.package-lock.json`;
const wanted = `${root}package-lock.json`;

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  console.info('Installing packages (once)…');
  // No package needs its scripts: better-sqlite3 ships its binary, and yet npm would make node-gyp look for headers and
  // a compiler, because there is a binding.gyp (package.json denies it too).
  const npm = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    },
  );
  if (npm.status !== 0) process.exit(npm.status ?? 1);
}

// The scripts that follow run on the Node 24 that npm has installed, found first by npm; where there is no such package
// (macOS), on the machine's own.
const node = spawnSync('node', ['-p', 'process.versions.node'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  env: {
    ...process.env,
    PATH: `${root}node_modules/.bin${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  },
});
if (Number.parseInt(node.stdout, 10) < 24) {
  console.error(
    `Node 24 is needed on this platform; this is ${node.stdout.trim()}. See https://nodejs.org`,
  );
  process.exit(1);
}
