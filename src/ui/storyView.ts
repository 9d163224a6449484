// What each stage of a quickstart has brought so far, in a sentence: the quickstart narrates itself. Pure.
import { formatPercent } from '../base/format.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { QuickstartStage } from '../protocol/lab.ts';
import type { LevelLogps } from '../protocol/ladder.ts';
import type { QuickstartView, StageView } from './quickstartView.ts';

/** What can be said of a stage that has begun; empty when there is nothing yet. */
export function tellStage(view: QuickstartView, { stage, done, total }: StageView): string {
  return TELL[stage](view, total > 0 ? `${done} of ${total}` : '');
}

const TELL: Readonly<Record<QuickstartStage, (view: QuickstartView, count: string) => string>> = {
  load: () => '',
  before: ({ before }, count) => {
    if (before === undefined) return count && `It has answered ${count} questions.`;
    return `It makes something up in ${rate(before)} of its answers. ${madeUp(before)}`.trim();
  },
  generate: (_, count) =>
    count && `${count} answers are there, ranked by how much their writers had learned.`,
  reference: ({ ladders }) => {
    const pairs = ladders.flatMap(({ snapshots: [first] }) => pairsOf(first?.view.logps ?? []));
    if (pairs.length === 0) return '';
    const right = pairs.filter(Boolean).length;
    return `Of the ladders shown below, it has ${right} of ${pairs.length} pairs of rungs the right way round.`;
  },
  train: ({ events }) => {
    const last = events.at(-1);
    const change = last?.metrics['logps/chosen_change'];
    const accuracy = last?.metrics['rewards/accuracies'];
    if (last === undefined || change === undefined || accuracy === undefined) return '';
    const times = Math.exp(Math.abs(change)).toFixed(1);
    const likelier = change >= 0 ? 'likelier' : 'less likely';
    return `Step ${last.step + 1}: true answers are ${times} times ${likelier} than before, and ${formatPercent(accuracy)} of all pairs are in order.`;
  },
  after: ({ after }, count) => {
    if (after === undefined) return count && `It has answered ${count} questions again.`;
    return `It makes something up in ${rate(after)} of its answers.`;
  },
  report: ({ before, after, result }) => {
    const change = result?.change.differences.find(({ key }) => key === RATE);
    if (before === undefined || after === undefined || change === undefined) return '';
    const sure = change.low > 0 || change.high < 0;
    const points = `${Math.abs(change.value * 100).toFixed(1)} points`;
    if (!sure) return `From ${rate(before)} to ${rate(after)}: too small a change to be sure of.`;
    return `From ${rate(before)} to ${rate(after)}: ${points} ${change.value < 0 ? 'less' : 'more'}, and the interval leaves out 0.`;
  },
};

const RATE = 'cumulativeHallucination';

function rate({ scores }: BenchResult): string {
  return formatPercent(scores.find(({ key }) => key === RATE)?.value ?? NaN);
}

/** One thing that it said against the image, as an example. */
function madeUp({ dialogues }: BenchResult): string {
  for (const { rounds } of dialogues) {
    for (const { question, truth, answer, claims } of rounds) {
      if (claims.some(({ verdict }) => verdict === 'false') && answer.length < 60) {
        return `To “${question}” it said “${answer}” where the truth is “${truth}”`;
      }
    }
  }
  return '';
}

/** For every pair of rungs, whether the better one is likelier. */
function pairsOf(logps: readonly LevelLogps[]): boolean[] {
  return logps.flatMap((better, i) => logps.slice(i + 1).map((worse) => better.policy > worse.policy));
}
