// The law of the two tsconfigs: code under the worker's settings cannot use the DOM, code under the page's can.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const USES_DOM = `export const title: string = document.title;`;
const USES_WORKER = `export const scope: DedicatedWorkerGlobalScope | undefined = undefined;`;

/** Messages of compiling one made-up file of src/ under a tsconfig's options. */
function compile(config: string, text: string): string[] {
  const path = `${root}src/made-up.ts`;
  const parsed = ts.getParsedCommandLineOfConfigFile(
    `${root}${config}`,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  if (parsed === undefined) throw new Error(`${config} cannot be read`);
  const options = { ...parsed.options, types: [] };
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...rest) =>
    name === path ? ts.createSourceFile(name, text, target) : readSource(name, target, ...rest);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([path], options, host));
  return diagnostics.map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

test('the DOM does not compile in the worker', () => {
  expect(compile('tsconfig.worker.json', USES_DOM)).toEqual([expect.stringContaining("'document'")]);
  expect(compile('tsconfig.worker.json', USES_WORKER)).toEqual([]);
});

test('the DOM compiles in the page', () => {
  expect(compile('tsconfig.page.json', USES_DOM)).toEqual([]);
  expect(compile('tsconfig.page.json', USES_WORKER)).toEqual([
    expect.stringContaining('DedicatedWorkerGlobalScope'),
  ]);
});

test('the worker settings cover every file of src/ but the page, Node and tests', () => {
  const read = (config: string): unknown =>
    ts.readConfigFile(`${root}${config}`, (path) => ts.sys.readFile(path)).config;
  expect(read('tsconfig.worker.json')).toMatchObject({
    include: ['src'],
    exclude: ['src/ui', 'src/main.ts', 'src/**/*.test.ts', 'src/host'],
  });
});
