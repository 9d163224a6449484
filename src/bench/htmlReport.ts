// A result as one HTML file that can be handed on: scores, groups as figures, every sample with its image. It needs no
// script and no network, and its content policy forbids both.
import { formatChange, formatNumber, formatPercent } from '../base/format.ts';
import type {
  BenchDialogue,
  BenchResult,
  BenchRound,
  Estimate,
  Score,
  ScoreGroup,
  ScoreInfo,
} from '../protocol/bench.ts';
import { defaultDecoding, type Decoding } from '../protocol/decoding.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { JudgeRecord } from '../protocol/judge.ts';
import type { Claim } from '../protocol/ladder.ts';
import { imageName } from './csvReport.ts';
import { REPORT_STYLE } from './htmlReportStyle.ts';

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * The file's text in parts, since all its images may be too much for one string.
 * @param picture an image as a data: address; undefined when it is gone
 * @param outcome the name of the count that is 1 where an answer is bad, such as `hallucinated`
 */
export async function htmlReport(
  result: BenchResult,
  picture: (image: ImageRef) => Promise<string | undefined>,
  outcome?: string,
): Promise<string[]> {
  const { dialogues, groups } = result;
  const title = text(`${result.modelName} on ${result.name}`);
  const parts = [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n`,
    `<title>${title}</title>\n<style>${REPORT_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>${title}</h1>\n`,
    facts(result),
    scoreTable(result.scores),
    groupTables('By question type', groups, 'type'),
    groupTables('By round', groups, 'round'),
    result.trend === undefined ? '' : trendLine(result.trend, outcome),
    '<h2>Samples</h2>\n<p class="quiet">What an answer says falsely is <mark>marked</mark>.</p>\n',
  ];
  for (const [image, samples] of byImage(dialogues)) {
    parts.push(section(image, await picture(image), samples, outcome));
  }
  return [...parts, '</main>\n</body>\n</html>\n'];
}

/** Text that HTML reads as text, also inside a quoted attribute. */
export function text(plain: string): string {
  return plain.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function facts(result: BenchResult): string {
  const { dialogues, judge, decoding, createdAt, harnessVersion, weightsHash, examplesHash } = result;
  const rounds = dialogues.reduce((n, dialogue) => n + dialogue.rounds.length, 0);
  const failed = dialogues.filter(({ error }) => error !== undefined).length;
  const rows: [string, string][] = [
    ['Model', `${result.modelName} (${result.model}), weights ${weightsHash.slice(0, 12)}`],
    [
      'Benchmark',
      `${result.name} (${result.benchmark}), ${harnessVersion}, examples ${examplesHash.slice(0, 12)}`,
    ],
    [
      'Samples',
      `${dialogues.length}, ${rounds} questions${failed > 0 ? `; ${failed} could not be judged and count nowhere` : ''}`,
    ],
    ['Judge', judgeInWords(judge)],
    ['Decoding', decodingInWords(decoding)],
    ['Made', `${createdAt}, by AMP Lab`],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join('\n')}</dl>\n`;
}

function judgeInWords({ kind, name, version, endpoint }: JudgeRecord): string {
  return kind === 'text'
    ? `the language model ${name} at ${endpoint ?? '?'}, prompt ${version}`
    : `${name}, ${version}`;
}

/** What differs from greedy decoding. */
function decodingInWords(decoding: Decoding): string {
  const names = Object.keys(decoding) as (keyof Decoding)[];
  const changed = names.filter((name) => name === 'maxNew' || decoding[name] !== defaultDecoding[name]);
  return changed.map((name) => `${name} ${decoding[name]}`).join(', ');
}

function scoreTable(scores: readonly Score[]): string {
  const rows = scores.map(
    (score) =>
      `<tr><th scope="row">${text(score.title)}<br><span class="quiet">${text(score.explanation)}</span></th>` +
      `<td class="number">${withInterval(score)}</td><td>${bar(score)}</td>` +
      `<td class="number">${formatNumber(score.n, 0)}</td><td>${betterInWords(score)}</td></tr>\n`,
  );
  return (
    '<h2>Scores</h2>\n<div class="wide"><table><thead><tr><th scope="col">Score</th>' +
    '<th scope="col">Value [95 % interval]</th><td></td><th scope="col">n</th><th scope="col">Better</th></tr></thead>\n' +
    `<tbody>${rows.join('')}</tbody></table></div>\n`
  );
}

function betterInWords({ better }: ScoreInfo): string {
  return better === 'neither' ? '' : better;
}

/** A table for each score that is given by type, or by round. */
function groupTables(title: string, groups: readonly ScoreGroup[], by: ScoreGroup['by']): string {
  const own = groups.filter((group) => group.by === by);
  const keys = [...new Set(own.flatMap(({ scores }) => scores.map(({ key }) => key)))];
  const tables = keys.map((key) => {
    const found = own.flatMap(({ name, scores }) => {
      const score = scores.find((one) => one.key === key);
      return score === undefined ? [] : [{ name, score }];
    });
    const rows = found.map(
      ({ name, score }) =>
        `<tr><th scope="row">${text(name)}</th><td class="number">${withInterval(score)}</td>` +
        `<td>${bar(score)}</td><td class="number">${formatNumber(score.n, 0)}</td></tr>\n`,
    );
    return (
      `<div class="wide"><table class="group"><caption>${text(found[0]?.score.title ?? key)}</caption><thead><tr>` +
      `<th scope="col">${by === 'type' ? 'Type' : 'Round'}</th><th scope="col">Value [95 % interval]</th><td></td>` +
      `<th scope="col">n</th></tr></thead>\n<tbody>${rows.join('')}</tbody></table></div>\n`
    );
  });
  return tables.length === 0 ? '' : `<h2>${title}</h2>\n${tables.join('')}`;
}

function trendLine({ value, low, high }: Estimate, outcome = 'bad'): string {
  const points = (share: number): string => formatChange(100 * share, 1);
  return (
    `<p>From one round of a dialogue to the next, the share of answers counted as ${text(outcome)} changes by ` +
    `${points(value)} points [${points(low)}, ${points(high)}].</p>\n`
  );
}

function withInterval(score: ScoreInfo & Estimate): string {
  const [value, low, high] = [score.value, score.low, score.high].map((x) => inUnit(score, x));
  return `${value} [${low}, ${high}]`;
}

function inUnit({ unit }: ScoreInfo, value: number): string {
  if (unit === 'share') return formatPercent(value);
  if (unit === 'percent') return `${formatNumber(value, 1)} %`;
  return formatNumber(value, unit === 'rating' ? 2 : 1);
}

/** The value on its axis, and the interval as a line over it; the number stands beside it. */
function bar({ value, low, high, max }: ScoreInfo & Estimate): string {
  const at = (x: number): string => (100 * Math.min(1, Math.max(0, x / max))).toFixed(1);
  const [from, to] = [at(low), at(high)];
  return (
    '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">' +
    `<rect class="track" width="100" height="10"/><rect class="value" width="${at(value)}" height="10"/>` +
    `<path class="interval" vector-effect="non-scaling-stroke" d="M${from} 5H${to}M${from} 2V8M${to} 2V8"/></svg>`
  );
}

/** Samples of each image, in the order in which images first come. */
function byImage(dialogues: readonly BenchDialogue[]): [ImageRef, BenchDialogue[]][] {
  const found = new Map<string, [ImageRef, BenchDialogue[]]>();
  for (const dialogue of dialogues) {
    const { image } = dialogue;
    const key = image.kind === 'file' ? image.sha256 : imageName(image);
    const [, samples] = found.get(key) ?? [image, []];
    samples.push(dialogue);
    found.set(key, [image, samples]);
  }
  return [...found.values()];
}

function section(
  image: ImageRef,
  picture: string | undefined,
  samples: readonly BenchDialogue[],
  outcome: string | undefined,
): string {
  const name = text(imageName(image));
  const shown = picture === undefined ? '' : `<img src="${text(picture)}" alt="${name}">`;
  const caption =
    picture === undefined ? `${name}: the image is no longer in the lab, or cannot be read.` : name;
  return (
    `<section class="image"><figure>${shown}<figcaption>${caption}</figcaption></figure>\n<div>` +
    `${samples.map((sample) => article(sample, outcome)).join('')}</div></section>\n`
  );
}

function article({ id, rounds, reply, error }: BenchDialogue, outcome: string | undefined): string {
  return (
    `<article><h3>${text(id)}</h3>\n<ol>${rounds.map((round) => item(round, outcome)).join('')}</ol>\n` +
    (error === undefined ? '' : `<p class="bad">Not judged: ${text(error)}</p>\n`) +
    (reply === undefined
      ? ''
      : `<p class="quiet">The judge’s words:</p><blockquote>${text(reply)}</blockquote>\n`) +
    '</article>\n'
  );
}

function item(round: BenchRound, outcome: string | undefined): string {
  const { question, type, truth, answer, claims, rating, parsed, counts } = round;
  const verdicts = [
    ...(rating === undefined ? [] : [`Rated ${formatNumber(rating, Number.isInteger(rating) ? 0 : 2)}`]),
    ...(parsed === undefined ? [] : [`Read as ${text(parsed)}`]),
    ...(outcome !== undefined && (counts[outcome] ?? 0) > 0
      ? [`<span class="bad">Counted as ${text(outcome)}</span>`]
      : []),
  ];
  return (
    `<li><p>${text(question)} <span class="quiet">(${text(type)})</span></p>\n` +
    `<p class="answer">${marked(answer, claims)}</p>\n` +
    `<p class="quiet">${verdicts.map((verdict) => `${verdict}. `).join('')}Truth: ${text(truth)}</p></li>\n`
  );
}

/** The answer with its false claims marked; claims that share characters become one mark. */
function marked(answer: string, claims: readonly Claim[]): string {
  if (answer === '') return '<span class="quiet">(no answer)</span>';
  const wrong = claims.filter(({ verdict }) => verdict === 'false').sort((a, b) => a.start - b.start);
  let html = '';
  let at = 0;
  for (let i = 0; i < wrong.length;) {
    const { start, end: first } = wrong[i] as Claim;
    let end = first;
    for (i++; i < wrong.length && (wrong[i] as Claim).start <= end; i++) {
      end = Math.max(end, (wrong[i] as Claim).end);
    }
    html += `${text(answer.slice(at, start))}<mark>${text(answer.slice(start, end))}</mark>`;
    at = end;
  }
  return html + text(answer.slice(at));
}
