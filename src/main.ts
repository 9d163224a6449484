// The page's composition root: the worker's client, the page's one element, and the handle that scripts use.
import type { QuickstartEvent, QuickstartOptions, QuickstartResult } from './protocol/lab.ts';
import './ui/amp-lab.ts';
import { connectLab } from './ui/client.ts';
import './ui/tokens.css';

declare global {
  interface Window {
    /** For scripts, such as `npm start -- --headless`: the same quickstart as the page's button, shown on the page. */
    ampLab: {
      runQuickstart(
        options: QuickstartOptions,
        onEvent?: (event: QuickstartEvent) => void,
      ): Promise<QuickstartResult>;
    };
  }
}

const lab = document.createElement('amp-lab');
lab.client = connectLab();
document.body.append(lab);
window.ampLab = { runQuickstart: (options, onEvent) => lab.runQuickstart(options, onEvent) };
