// A result as a file: the record itself, a table of its rounds, a report with images, or the benchmark's own format.
import { csvReport } from '../bench/csvReport.ts';
import { htmlReport } from '../bench/htmlReport.ts';
import { publishedOutput } from '../bench/publishedOutput.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchExample, ResultFormat } from '../protocol/benchmark.ts';
import type { LabStore } from '../store/store.ts';
import { resultById, taskOf } from './benchCompare.ts';
import { allBenchmarks } from './benchPlan.ts';
import type { Images } from './images.ts';
import { reportPicture } from './reportPictures.ts';

/** @throws ConfigError when there is no such result, or its benchmark has no published format */
export async function exportResult(
  store: LabStore,
  images: Pick<Images, 'planes'>,
  id: string,
  format: ResultFormat,
): Promise<{ name: string; blob: Blob }> {
  const result = await resultById(store, id);
  const stem = fileStem(result);
  const file = (extension: string, type: string, parts: string[]): { name: string; blob: Blob } => ({
    name: `${stem}.${extension}`,
    blob: new Blob(parts, { type }),
  });
  switch (format) {
    case 'json':
      return file('json', 'application/json', [JSON.stringify(result, null, 2), '\n']);
    case 'csv':
      return file('csv', 'text/csv;charset=utf-8', [csvReport(result)]);
    case 'html': {
      const picture = (image: Parameters<typeof reportPicture>[2]): Promise<string | undefined> =>
        reportPicture(store, images, image);
      return file(
        'html',
        'text/html;charset=utf-8',
        await htmlReport(result, picture, taskOf(result)?.outcome),
      );
    }
    case 'published':
      return publishedOutput(result, await examplesOf(store, result));
  }
}

/** The examples of the result's benchmark; none when it is no longer there. */
async function examplesOf(store: LabStore, { benchmark }: BenchResult): Promise<readonly BenchExample[]> {
  return (await allBenchmarks(store)).find(({ info }) => info.id === benchmark)?.examples ?? [];
}

/** Benchmark, model and judge, as every file system takes them. */
function fileStem({ benchmark, modelName, judge }: BenchResult): string {
  return [benchmark, modelName, judge.name]
    .join('-')
    .normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100)
    .toLowerCase();
}
