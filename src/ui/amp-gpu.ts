import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes } from '../base/format.ts';
import type { AdapterRecord, GpuReport } from '../protocol/lab.ts';
import { shared } from './styles.ts';

/** The GPU in plain sight: its name, whether it is software, and its limits behind a fold. */
@customElement('amp-gpu')
export class AmpGpu extends LitElement {
  static override readonly styles = [
    shared,
    css`
      details {
        position: relative;
      }
      summary,
      .chip {
        display: inline-flex;
        align-items: center;
        gap: 0.5rem;
        max-width: 100%;
        padding: 0.4rem 0.8rem;
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
        border-radius: 2rem;
        font-size: var(--size-0);
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::after {
        content: '▾';
        color: var(--ink-quiet);
      }
      details[open] summary::after {
        content: '▴';
      }
      .light {
        flex: none;
        width: 0.6rem;
        height: 0.6rem;
        border-radius: 50%;
        background: var(--good);
      }
      .light.software {
        background: var(--warn);
      }
      .light.none {
        background: var(--bad);
      }
      .light.opening {
        background: var(--rule-strong);
      }
      .name {
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .kind {
        white-space: nowrap;
        color: var(--ink-quiet);
      }
      .panel {
        position: absolute;
        right: 0;
        z-index: 4; /* above the navigation, which sticks at 3 */
        width: min(26rem, 88vw);
        margin-top: 0.4rem;
        padding: 0.9rem 1rem;
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
        border-radius: var(--round);
        box-shadow: 0 10px 30px rgb(0 0 0 / 18%);
      }
      table {
        width: 100%;
        margin-top: 0.5rem;
        font-size: var(--size-0);
      }
      th,
      td {
        padding: 0.25rem 0;
        overflow-wrap: anywhere;
      }
      td {
        text-align: right;
      }
      @media (max-width: 760px) {
        .panel {
          right: auto;
          left: 0;
        }
      }
    `,
  ];

  /** What the worker found; undefined while it looks. */
  @property({ attribute: false }) report: GpuReport | undefined;

  override render(): TemplateResult {
    const { report } = this;
    if (report === undefined) {
      return html`<span class="chip"><span class="light opening"></span>Looking for the GPU…</span>`;
    }
    if (report.kind === 'unavailable') {
      return html`<span class="chip"><span class="light none"></span><b>No GPU</b> reading only</span>`;
    }
    const { adapter } = report;
    return html`<details>
      <summary>
        <span class="light ${adapter.software ? 'software' : ''}"></span>
        <span class="name">${adapterName(adapter)}</span>
        <span class="kind">${adapter.software ? 'software GPU' : 'GPU'}</span>
      </summary>
      <div class="panel">
        <p class="small">
          ${
            adapter.software
              ? 'A CPU pretending to be a GPU. Everything works, only slowly: minutes instead of seconds.'
              : 'Everything is computed here, in this browser, on this GPU.'
          }
        </p>
        <table>
          ${facts(adapter).map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </table>
      </div>
    </details>`;
  }
}

/** The shortest name that tells an adapter apart. */
export function adapterName({ name }: AdapterRecord): string {
  // Drivers add versions and parts in brackets, such as `SwiftShader Device (Subzero) (0x0000C0DE)`.
  return name.replace(/\s*\((?:Subzero|LLVM[^)]*|0x[\dA-Fa-f]+)\)/g, '').replace(/\s+Device$/, '');
}

function facts({ vendor, architecture, features, limits }: AdapterRecord): [string, string][] {
  return [
    ['vendor', vendor || 'not told'],
    ['architecture', architecture || 'not told'],
    ['features in use', features.join(', ') || 'none beyond the core'],
    ...Object.entries(limits).map(([name, value]): [string, string] => [
      name
        .replace(/^max/, '')
        .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
        .toLowerCase(),
      /Size$/.test(name) && !/Workgroup(?!Storage)/.test(name)
        ? formatBytes(value)
        : value.toLocaleString('en'),
    ]),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-gpu': AmpGpu;
  }
}
