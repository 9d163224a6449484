// Makes a fresh clone ready: npm packages when missing or older than the lockfile, and a Chromium. Shared by `npm start`
// and `npm test`. Only node: imports at the top: it runs before node_modules exists.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dawnEnvironment, findChromium, findDownloadedChromium } from './browser.mjs';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

function run(command, args) {
  const shell = process.platform === 'win32'; // npm is a .cmd there
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', shell });
  if (error || status !== 0) {
    throw new Error(
      `\`${[command, ...args].join(' ')}\` failed (${error?.message ?? `exit code ${status}`}).`,
    );
  }
}

/** Installs npm packages unless node_modules is as new as package-lock.json. */
function installPackages() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  const wanted = join(ROOT, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing npm packages...');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Finds a Chromium, or installs one: through apt as root on Debian, else by Playwright's download. */
async function installChromium() {
  const found = findChromium() ?? (await findDownloadedChromium());
  if (found !== undefined) return found;
  console.log('No Chromium found (CHROME_PATH, PATH, usual places): installing one...');
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
  } else {
    run(process.execPath, [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
  }
  const installed = findChromium() ?? (await findDownloadedChromium());
  if (installed === undefined) {
    throw new Error('Chromium was installed but is not to be found. Set CHROME_PATH to its binary.');
  }
  return installed;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `AMP Lab needs Node 20.19 or later; this is ${process.versions.node}. See https://nodejs.org.`,
  );
}

/**
 * Readies the machine and returns Chromium's path and the environment that child processes need: CHROME_PATH, and on
 * a machine without a GPU a software Vulkan driver for Dawn.
 * @returns {Promise<{ chromium: string, env: Record<string, string | undefined> }>}
 */
export async function setup() {
  checkNode();
  installPackages();
  const chromium = await installChromium();
  return { chromium, env: { ...process.env, CHROME_PATH: chromium, ...dawnEnvironment(chromium) } };
}
