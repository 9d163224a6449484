// What the form of an element remembers: the form itself in this browser, keys in memory, and in this browser only when
// the user wants it.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BenchOptions } from '../../protocol/benchmark.ts';
import { keptForm, readForm, type BenchForm } from './formView.ts';
import { keyFor, lacksKey, readKeys, withKey, type Keys } from './keysView.ts';
import { remember, remembered } from './remember.ts';

const FORM = 'amp-lab.bench.form';
/** Where the keys lie that the user wants kept. */
export const KEYS = 'amp-lab.bench.keys';
/** What the window hears when the kept keys were changed elsewhere. */
const CHANGED = 'amp-keys';

/** Keeps keys as text, or forgets them all, in every form that holds some. */
export function rememberKeys(text: string | undefined): void {
  remember(KEYS, text);
  dispatchEvent(new Event(CHANGED));
}

export class FormMemory implements ReactiveController {
  form: BenchForm = readForm(remembered(FORM));
  /** Whether keys are kept in this browser. */
  keep = remembered(KEYS) !== null;

  private keys: Keys = readKeys(remembered(KEYS));

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener(CHANGED, this.onChanged);
  }

  hostDisconnected(): void {
    removeEventListener(CHANGED, this.onChanged);
  }

  setForm(form: BenchForm): void {
    this.form = form;
    remember(FORM, keptForm(form));
    this.host.requestUpdate();
  }

  /** The key of the form's text judge; empty = none. */
  get key(): string {
    return keyFor(this.keys, this.form.text.endpoint) ?? '';
  }

  setKey(key: string): void {
    this.keys = withKey(this.keys, this.form.text.endpoint, key);
    this.keepOrNot();
  }

  setKeep(keep: boolean): void {
    this.keep = keep;
    this.keepOrNot();
  }

  /** The key for these options' judge, if it is a text judge that has one. */
  keyOf({ judge }: BenchOptions): string | undefined {
    return judge.kind === 'text' ? keyFor(this.keys, judge.text.endpoint) : undefined;
  }

  /** Whether the key for these options was in memory only, and is gone. */
  lacksKey(options: BenchOptions): boolean {
    return lacksKey(this.keys, options);
  }

  private readonly onChanged = (): void => {
    const kept = remembered(KEYS);
    this.keys = readKeys(kept);
    this.keep = kept !== null;
    this.host.requestUpdate();
  };

  private keepOrNot(): void {
    remember(KEYS, this.keep ? JSON.stringify(this.keys) : undefined);
    this.host.requestUpdate();
  }
}
