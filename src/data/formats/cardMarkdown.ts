// The dataset card in Markdown, to lie beside the data and to be shown.
import { formatBytes, formatChange, formatNumber, formatPercent } from '../../base/format.ts';
import type { DatasetCard } from '../../protocol/dataset.ts';

export function cardMarkdown(card: DatasetCard): string {
  const { counts, lengths, lengthGap: gap } = card;
  const perLevels = Object.entries(counts.levels)
    .map(([k, n]) => `${n} of ${k} level${k === '1' ? '' : 's'}`)
    .join(', ');
  const types = Object.entries(card.types).map(([type, n]) => `${type} ${n}`);
  const preferences = Object.keys(counts.levels).some((k) => Number(k) > 1);
  const lines = [
    `# ${oneLine(card.name)}`,
    '',
    `- Licence: ${oneLine(card.licence) || 'not stated'}`,
    `- Ladders: ${counts.ladders} (${perLevels}), ${counts.rounds} rounds, ${counts.images} images`,
    `- Question types: ${types.join(', ')}`,
    `- Duplicates (same image, questions and answers as an earlier ladder): ${card.duplicates}`,
    `- Ladders with two levels of the same text: ${card.identicalLevels}`,
    `- SHA-256 over the canonical rows: \`${card.hash}\``,
    '',
    '## Length in words',
    '',
    '| level | answers | mean | quartiles |',
    '| ----- | ------- | ---- | --------- |',
    ...lengths.map(
      ({ level, answers, mean, quartiles }) =>
        `| ${level} | ${answers} | ${formatNumber(mean, 1)} | ${quartiles.map((q) => formatNumber(q, 1)).join(', ')} |`,
    ),
    '',
    ...(preferences
      ? [
          `Best against worst level: ${formatNumber(gap.best, 1)} against ${formatNumber(gap.worst, 1)} words ` +
            `(${formatChange(gap.relative * 100, 1)} %); the best is the longer one in ${formatPercent(gap.bestLonger)} ` +
            'of the ladders (ties count half).',
          gap.shortcut
            ? '**Length is a shortcut here:** a model can tell better from worse by length alone. Balance it, or use a loss per token.'
            : 'Length does not tell better from worse.',
          '',
        ]
      : []),
    '## Sources',
    '',
    '| file | format | size | ladders | refused rows |',
    '| ---- | ------ | ---- | ------- | ------------ |',
    ...card.sources.map(
      ({ file, format, bytes, ladders, refused }) =>
        `| ${oneLine(file)} | ${format} | ${formatBytes(bytes)} | ${ladders} | ${refused} |`,
    ),
    ...(card.sources.length === 0 ? ['| made in the lab | | | | |'] : []),
    '',
  ];
  return lines.join('\n');
}

/** Names come from outside: no line breaks, no cell borders, no markup. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[|`<>[\]*_\\]/g, (character) => `\\${character}`);
}
