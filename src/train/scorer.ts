// Log-probabilities of answers under given weights: one forward plan of the plain model, no gradients, no optimiser.
// Weights can be changed between calls, so that a run's checkpoints are read with one plan.
import { batchSize, type BatchSize } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Workspace } from '../graph/workspace.ts';
import { imageTokens, type ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import { layoutWeights, writeWeights, type Weights } from '../model/weights.ts';
import { fillSamples, perAnswer, type Sample } from './fillSamples.ts';
import { logpsGraph } from './objective.ts';

export class Scorer {
  private constructor(
    private readonly config: ModelConfig,
    private readonly workspace: Workspace,
    private readonly program: Program,
    private readonly size: BatchSize,
  ) {}

  /**
   * Plans and allocates for rows of at most these sizes, `B` at once.
   * @throws OutOfMemoryError, DeviceLostError
   */
  static async create(gpu: Gpu, config: ModelConfig, rows: readonly Row[], B: number): Promise<Scorer> {
    const K = Math.max(1, ...rows.map(({ answers }) => answers.length));
    const size = batchSize(rows, B, K);
    const layout = layoutWeights(parametersOf(config));
    const graph = logpsGraph(config, size, { adapters: undefined, image: 'pixels' });
    const planned = plan(graph, layout, gpu.traits);
    return gpu.probe('reading ladders', async () => {
      const workspace = new Workspace(gpu, layout, [planned]);
      try {
        return new Scorer(config, workspace, await Program.create(planned, workspace, 'scores'), size);
      } catch (error) {
        workspace.destroy();
        throw error;
      }
    });
  }

  /** Whether the plan has room for these rows at once. */
  holds(rows: readonly Row[]): boolean {
    const { B, T, M, K } = this.size;
    const scored = rows.reduce((n, { answers }) => n + answers.reduce((m, a) => m + a.length, 0), 0);
    const fits = rows.every(({ ids, answers }) => ids.length <= T && answers.length <= K);
    return rows.length <= B && scored <= M && fits;
  }

  use(weights: Weights): void {
    writeWeights(this.workspace, weights);
  }

  /** Of every token of every answer. @param samples at most B, with `pixels` */
  async score(samples: readonly Sample[]): Promise<Float32Array[][]> {
    const { program, size } = this;
    fillSamples(program, samples, size, imageTokens(this.config), 'pixels', () => 1);
    program.run();
    return perAnswer(samples, (await program.read()).get('tokenLogps') as Float32Array);
  }

  destroy(): void {
    this.program.destroy();
    this.workspace.destroy();
  }
}
