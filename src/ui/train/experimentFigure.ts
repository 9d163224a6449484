// An experiment's differences against its baseline as a figure. Pure.
import type { ArmSummary, Experiment } from '../../protocol/experiment.ts';
import type { FigureView } from '../figure/figureView.ts';
import { SIDE_COLOURS } from '../figure/sideColours.ts';
import { axisOf, sideOf } from './experimentView.ts';

/** A row for each arm that is compared: its paired difference in hallucination, on the table's axis. */
export function experimentFigure({ summary, spec }: Pick<Experiment, 'summary' | 'spec'>): FigureView {
  const [start, end] = axisOf(summary.map(({ against }) => against?.hallucination));
  return {
    kind: 'intervals',
    title: `${spec.name}: hallucination against “${spec.baseline}”`,
    about: 'Difference in points, paired by dialogue and seed; lines are 95 % intervals. Below 0 is better.',
    rowLabel: 'arm',
    valueLabel: 'difference',
    unit: 'share',
    signed: true,
    start,
    end,
    rows: summary.flatMap(({ arm, seeds, against }: ArmSummary) => {
      if (against === undefined) return [];
      const { value, low, high } = against.hallucination;
      const colour = SIDE_COLOURS[sideOf(against.hallucination, true)];
      return [{ name: arm, value, low, high, n: seeds, colour }];
    }),
  };
}
