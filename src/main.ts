// The page's composition root: the worker's client, the page's one element, and the handle that scripts use.
import type { QuickstartEvent, QuickstartOptions, QuickstartResult } from './protocol/lab.ts';
import './ui/amp-lab.ts';
import { connectLab, type LabClient } from './ui/client.ts';
import { showTheme, storedTheme } from './ui/theme.ts';
import './ui/tokens.css';
import { watchUpdates } from './ui/updates.ts';

/** For scripts, such as `npm start -- --headless` and `npm run experiment -- FILE --host chromium`. */
type ScriptHandle = Pick<LabClient, 'importExperiment' | 'readExperiment' | 'runExperiment'> & {
  /** The same quickstart as the page's button, shown on the page. */
  runQuickstart(
    options: QuickstartOptions,
    onEvent?: (event: QuickstartEvent) => void,
  ): Promise<QuickstartResult>;
};

declare global {
  interface Window {
    ampLab: ScriptHandle;
  }
}

showTheme(storedTheme());
const client = connectLab();
const lab = document.createElement('amp-lab');
lab.client = client;
document.body.append(lab);
window.ampLab = {
  runQuickstart: (options, onEvent) => lab.runQuickstart(options, onEvent),
  importExperiment: (text) => client.importExperiment(text),
  readExperiment: (text) => client.readExperiment(text),
  runExperiment: (spec, onEvent) => client.runExperiment(spec, onEvent),
};

/** Keeps the lab for visits without a network, once the page has come; the built lab alone has a service worker. */
async function keepLab(): Promise<void> {
  try {
    const url = `${import.meta.env.BASE_URL}serviceWorker.js`;
    lab.updates = await watchUpdates(navigator.serviceWorker, url, () => location.reload());
  } catch {
    // A browser may forbid it (private windows, storage that is full): the lab then needs its server.
  }
}
if (import.meta.env.PROD && 'serviceWorker' in navigator) addEventListener('load', () => void keepLab());
