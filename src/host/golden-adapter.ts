// Writes the adapter that e2e/golden/adapters.py lets PEFT read: `node scripts/host.mjs golden-adapter`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseConfig } from '../model/config.ts';
import { testAdapterFiles } from '../model/testAdapter.ts';

export async function main(): Promise<void> {
  const config = parseConfig(JSON.parse(readFileSync('e2e/golden/model/config.json', 'utf8')));
  mkdirSync('e2e/golden/adapters/ours', { recursive: true });
  for (const [name, content] of Object.entries(testAdapterFiles(config))) {
    writeFileSync(
      `e2e/golden/adapters/ours/${name}`,
      typeof content === 'string' ? content : new Uint8Array(content),
    );
  }
}
