// Writes public/models/tokenizer.json from the scenes' vocabulary: `node scripts/host.mjs make-tokenizer`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tokenizerConfig, tokenizerJson } from '../data/scenes/tokenizerFile.ts';

export async function main(): Promise<void> {
  mkdirSync('public/models', { recursive: true });
  const write = (name: string, value: unknown): void =>
    writeFileSync(`public/models/${name}`, `${JSON.stringify(value, null, 1)}\n`);
  write('tokenizer.json', tokenizerJson());
  write('tokenizer_config.json', tokenizerConfig());
}
