// docs/experiments.md, written from the results that are there: no figure in it comes from anywhere else.
import type { Experiment } from '../protocol/experiment.ts';
import {
  benchmarkCells,
  differenceInWords,
  experimentCells,
  outcomeInWords,
  staleLines,
} from './experimentReport.ts';

/** A result and the file that it lies in. */
export interface ExperimentFile {
  readonly path: string;
  readonly experiment: Experiment;
}

/** The whole document as Markdown. */
export function experimentDocument(files: readonly ExperimentFile[]): string {
  const sections = files.map(section);
  return `${[
    '# Experiments',
    '',
    'Written by `npm run experiment -- --document` from the results in `docs/experiments/results/`; do not edit it by hand. ' +
      'Everything that decides an experiment is in its file in `docs/experiments/`; the same file gives the same table again ' +
      '(to the bit on the same adapter). The page opens both kinds of file, under Experiments.',
    '',
    'Intervals are of 95 %: a bootstrap over the dialogues of the benchmark, all seeds of a dialogue drawn together, ' +
      'differences paired. They speak of other dialogues, not of other seeds. `best answer` is the change of its ' +
      'log-probability against the start, and like `pairs in order` a mean over the seeds with the smallest and the ' +
      'largest in brackets, from the last tenth of the training steps.',
    '',
    ...claims(files),
    ...sections.flat(),
  ].join('\n')}\n`;
}

function claims(files: readonly ExperimentFile[]): string[] {
  const verdicts = files.flatMap(({ experiment }) =>
    experiment.verdicts.map((verdict) => ({ verdict, name: experiment.spec.name })),
  );
  if (verdicts.length === 0) return [];
  return [
    '## Claims, and whether they held here',
    '',
    ...table([
      ['claim', 'source', 'here', 'difference', 'experiment'],
      ...verdicts.map(({ verdict, name }) => [
        verdict.claim.text,
        verdict.claim.source || 'this lab',
        outcomeInWords(verdict),
        differenceInWords(verdict),
        name,
      ]),
    ]),
    '',
  ];
}

function section({ path, experiment }: ExperimentFile): string[] {
  const { spec, trials, total, adapter, codeVersion, status } = experiment;
  const minutes = trials.reduce((n, trial) => n + trial.seconds, 0) / 60;
  const unfinished = status === 'finished' ? '' : ` **Not finished: ${trials.length} of ${total} trials.**`;
  return [
    `## ${spec.name}`,
    '',
    `${spec.about}${unfinished}`,
    '',
    ...table(experimentCells(experiment)),
    '',
    ...benchmarkCells(experiment).flatMap(({ name, cells }) => [`### ${name}`, '', ...table(cells), '']),
    ...staleLines(experiment)
      .slice(1)
      .flatMap((line) => [line, '']),
    `Seeds ${spec.seeds.join(', ')}; ${spec.ladderCount} ladders from ${spec.ladders.sources.join(', ')}; ` +
      `${spec.bench.dialogues} dialogues from index ${spec.bench.first}; baseline ${spec.baseline}. ` +
      `${adapter}, code ${codeVersion}, ${minutes.toFixed(0)} minutes. File: \`${path}\`.`,
    '',
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, c) => Math.max(3, ...rows.map((row) => row[c]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((w) => '-'.repeat(w))), ...body.map(line)];
}
