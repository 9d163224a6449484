// Where Chromium is on this machine, the flags that give it WebGPU, and the environment in which Node's Dawn finds
// a Vulkan driver. Only node: imports: it runs before node_modules exists.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The usual places of an installed Chrome, where the PATH does not reach. */
function installPlaces() {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    const names = ['Google Chrome', 'Chromium', 'Google Chrome Canary'];
    return apps.flatMap((app) => names.map((name) => join(app, `${name}.app`, 'Contents', 'MacOS', name)));
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    return roots
      .filter(Boolean)
      .flatMap((root) => [
        join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(root, 'Chromium', 'Application', 'chrome.exe'),
      ]);
  }
  return ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium'];
}

/**
 * Path of a Chromium: CHROME_PATH, then the PATH, then the usual places; undefined when there is none.
 * @returns {string | undefined}
 * @throws Error when CHROME_PATH is set and names no file.
 */
export function findChromium() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, which does not exist. Unset it or name a Chromium binary.`);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name + suffix)));
  return [...onPath, ...installPlaces()].find((path) => existsSync(path));
}

/**
 * The Chromium that Playwright downloads, once `node_modules` is there; undefined when it has not been downloaded.
 * @returns {Promise<string | undefined>}
 */
export async function findDownloadedChromium() {
  const entry = new URL('../node_modules/playwright/index.mjs', import.meta.url);
  if (!existsSync(entry)) return undefined;
  const { chromium } = await import(entry.href);
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/**
 * Command-line flags. 'software' pins SwiftShader, so that every machine runs the same adapter; 'hardware' asks for
 * the GPU; 'none' leaves the browser without an adapter.
 * @param {'software' | 'hardware' | 'none'} adapter
 * @returns {string[]}
 */
export function chromiumFlags(adapter) {
  const flags = ['--disable-background-networking'];
  // Chromium's sandbox does not start as root, nor inside most CI containers.
  if (process.getuid?.() === 0 || process.env.CI) flags.push('--no-sandbox');
  if (adapter === 'none') return [...flags, '--disable-gpu'];
  flags.push('--enable-unsafe-webgpu');
  if (adapter === 'software') flags.push('--use-webgpu-adapter=swiftshader');
  else if (process.platform === 'linux') flags.push('--enable-features=Vulkan', '--use-angle=vulkan');
  return flags;
}

function hasGpu() {
  if (existsSync('/dev/nvidia0')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

/**
 * Environment variables for a process that opens Dawn in Node. Empty where the system has a GPU or when the user has
 * chosen a driver by VK_ICD_FILENAMES; otherwise the SwiftShader (and the Vulkan loader) that Chromium brings along.
 * The loader's folder is read when a process starts, so these must be set by its parent.
 * @param {string | undefined} chromium
 * @returns {Record<string, string>}
 */
export function dawnEnvironment(chromium) {
  if (process.platform !== 'linux' || process.env.VK_ICD_FILENAMES || hasGpu() || !chromium) return {};
  const folders = [dirname(realpathSync(chromium)), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  const folder = folders.find((candidate) => existsSync(join(candidate, 'vk_swiftshader_icd.json')));
  if (folder === undefined) return {};
  const environment = { VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') };
  const system = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
  if (system.some((path) => existsSync(join(path, 'libvulkan.so.1')))) return environment;
  const search = [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(delimiter);
  return { ...environment, LD_LIBRARY_PATH: search };
}
