// `npm start`: installs what is missing, builds, serves the lab and opens it; or runs the quickstart without a screen.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runHeadless } from './headless.mjs';
import { serveLab } from './serve.mjs';
import { setup } from './setup.mjs';

const HELP = `npm start [-- OPTIONS]

Builds the lab when needed, serves it on this machine and opens it in the browser.

  --port N         port to serve on (4400); runs and ladders are kept per address
  --no-open        do not open a browser, only print the address
  --headless       run the quickstart in a headless Chromium: progress bar, table, results/quickstart.json
  --seed N         seed of the headless quickstart (1)
  --size SIZE      full, or reduced for a quick look (full)
  --adapter KIND   hardware, software, or auto: the GPU when Chromium finds one (auto)
  --help           this text

Environment: CHROME_PATH names the Chromium to use; CI=1 keeps the browser closed.
`;

const PORT = 4400;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      headless: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      size: { type: 'string', default: 'full' },
      adapter: { type: 'string', default: 'auto' },
      help: { type: 'boolean', default: false },
    },
  });
  const integer = (name, text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 0 && text.trim() !== '') return value;
    throw new Error(`--${name} takes a whole number from 0, not "${text}".`);
  };
  const oneOf = (name, text, choices) => {
    if (choices.includes(text)) return text;
    throw new Error(`--${name} takes ${choices.join(', ')}, not "${text}".`);
  };
  return {
    help: values.help,
    headless: values.headless,
    open: !values['no-open'],
    port: integer('port', values.port ?? String(values.headless ? 0 : PORT)),
    seed: integer('seed', values.seed),
    size: oneOf('size', values.size, ['full', 'reduced']),
    adapter: oneOf('adapter', values.adapter, ['auto', 'hardware', 'software']),
  };
}

/** Opens the default browser; does nothing where there is no screen. */
function openBrowser(url) {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (process.env.CI || !screen) return;
  const commands = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url] };
  const [command, ...args] = commands[process.platform] ?? ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.log(`No browser could be opened (${command}).`));
  child.unref();
}

async function main() {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const { chromium } = await setup();
  const { url, close } = await serveLab(options.port);
  if (options.headless) {
    await runHeadless({ chromium, url, ...options }).finally(close);
    return;
  }
  console.log(`AMP Lab: ${url}  (Ctrl+C ends it)`);
  if (options.open) openBrowser(url);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
