// The README.md in an exported run: what each file is, and how transformers and PEFT load it.
import type { Run } from '../protocol/run.ts';

/** @param baseName of the adapter's base model, null = not known, undefined = there is no adapter */
export function bundleReadme(run: Run, baseName: string | null | undefined, dtype: 'F32' | 'F16'): string {
  const precision = dtype === 'F16' ? 'half precision' : 'single precision';
  const adapted = baseName !== undefined;
  const rows = [
    [
      'model.safetensors',
      `all weights after training, ${precision}${adapted ? ', the adapter merged in' : ''}`,
    ],
    ['config.json', 'the architecture (Idefics3 / SmolVLM)'],
    ['tokenizer.json, tokenizer_config.json', 'the tokenizer'],
    ...(adapted
      ? [['adapter/adapter_model.safetensors, adapter/adapter_config.json', 'the adapter alone (LoRA, PEFT)']]
      : []),
    ['run.json', 'the record: every setting, hashes of data and starting weights, metrics of every step'],
  ];
  return `# ${oneLine(run.name)}

A model trained by AMP Lab ${run.codeVersion}: ${run.config.objective}, ${run.stepsDone} steps, status ${run.status}.

| file | what |
|---|---|
${rows.map(([file, what]) => `| ${file} | ${what} |`).join('\n')}

AMP Lab imports this zip as it is, or any of its files.

## The merged model
\`\`\`python
from transformers import AutoModelForImageTextToText, AutoTokenizer

model = AutoModelForImageTextToText.from_pretrained(".")
tokenizer = AutoTokenizer.from_pretrained(".")
\`\`\`
${adapted ? adapterSection(run, baseName) : ''}`;
}

function adapterSection(run: Run, baseName: string | null): string {
  const from = baseName ?? run.source?.model;
  return `
## The adapter
It belongs on the model that the run started from${from ? ` (${oneLine(from)})` : ''}, whose weights have the SHA-256 \`${run.weightsHash}\` \
in AMP Lab's way of hashing. Not on \`model.safetensors\`, which holds it already; so it has a folder of its own.
\`\`\`python
from peft import PeftModel
from transformers import AutoModelForImageTextToText

base = AutoModelForImageTextToText.from_pretrained("FOLDER OF THE MODEL THAT THE RUN STARTED FROM")
model = PeftModel.from_pretrained(base, "adapter")
\`\`\`
`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
