// Log-probabilities of answers under given weights: one forward plan of the plain model, no gradients, no optimiser.
// Weights can be changed between calls, so that a run's checkpoints are read with one plan.
import { batchSize, imagePlaces, type BatchSize } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Workspace } from '../graph/workspace.ts';
import type { ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import { UNPACKED, type Formats } from '../model/storage.ts';
import { layoutWeights, writeWeights, type Weights } from '../model/weights.ts';
import { fillSamples, perAnswer, type Sample } from './fillSamples.ts';
import { logpsGraph } from './objective.ts';

export class Scorer {
  private constructor(
    private readonly workspace: Workspace,
    private readonly program: Program,
    private readonly size: BatchSize,
    private readonly formats: Formats,
  ) {}

  /**
   * Plans and allocates for rows of at most these sizes, `B` at once.
   * @param formats of the parameters that are kept packed
   * @throws OutOfMemoryError, DeviceLostError
   */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    rows: readonly Row[],
    B: number,
    formats: Formats = UNPACKED,
  ): Promise<Scorer> {
    const K = Math.max(1, ...rows.map(({ answers }) => answers.length));
    const size = batchSize(rows, B, K);
    const layout = layoutWeights(parametersOf(config), new Set(), undefined, formats);
    const graph = logpsGraph(config, size, { adapters: undefined, formats, image: 'pixels' });
    const planned = plan(graph, layout, gpu.traits);
    return gpu.probe('reading ladders', async () => {
      const workspace = new Workspace(gpu, layout, [planned]);
      try {
        return new Scorer(workspace, await Program.create(planned, workspace, 'scores'), size, formats);
      } catch (error) {
        workspace.destroy();
        throw error;
      }
    });
  }

  /** Whether the plan has room for these rows at once. */
  holds(rows: readonly Row[]): boolean {
    const { B, T, M, K, imageTokens = 0 } = this.size;
    const scored = rows.reduce((n, { answers }) => n + answers.reduce((m, a) => m + a.length, 0), 0);
    const fits = rows.every(({ ids, answers }) => ids.length <= T && answers.length <= K);
    const places = rows.reduce((n, row) => n + imagePlaces(row), 0);
    return rows.length <= B && scored <= M && places <= imageTokens && fits;
  }

  use(weights: Weights): void {
    writeWeights(this.workspace, weights, this.formats);
  }

  /** Of every token of every answer. @param samples at most B, with `pixels` */
  async score(samples: readonly Sample[]): Promise<Float32Array[][]> {
    const { program, size } = this;
    fillSamples(program, samples, size, 'pixels', () => 1);
    program.run();
    return perAnswer(samples, (await program.read()).get('tokenLogps') as Float32Array);
  }

  destroy(): void {
    this.program.destroy();
    this.workspace.destroy();
  }
}
