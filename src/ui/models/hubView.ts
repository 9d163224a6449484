// Models as files, in words: what one is, how much of it is there, what can be done with it now. Pure.
import { formatBytes } from '../../base/format.ts';
import { folderDone, folderSize, isWhole, type ModelFolder } from '../../protocol/modelFolder.ts';

/** What a model is: `Idefics3, 256,484,928 parameters, 64 image tokens a tile of 512 px, apache-2.0`. */
export function factsInWords({
  facts: { architecture, parameters, tile, tileTokens, licence },
}: Pick<ModelFolder, 'facts'>): string[] {
  return [
    architecture,
    `${parameters.toLocaleString('en')} parameters`,
    `${tileTokens} image tokens for each ${tile}-px tile`,
    licence === '' ? 'no licence stated' : `licence ${licence}`,
  ];
}

/** `493 MiB, checked`, `120 of 493 MiB`. */
export function stateInWords(folder: ModelFolder): string {
  const size = formatBytes(folderSize(folder));
  if (isWhole(folder)) return `${size}, every file checked`;
  return `${formatBytes(folderDone(folder))} of ${size} so far`;
}

/** Where it comes from: `main of huggingface.co, commit 7e3e67e`. */
export function sourceInWords({ source }: Pick<ModelFolder, 'source'>): string {
  if (source.kind === 'files') return `from ${source.name} of this computer`;
  const { host, revision, commit } = source;
  const short = commit.slice(0, 7);
  const server = host.replace(/^https?:\/\//, '');
  return revision === commit
    ? `from ${server}, commit ${short}`
    : `${revision} of ${server}, commit ${short}`;
}

/** What works with it. */
export function useInWords(folder: ModelFolder): string {
  return isWhole(folder)
    ? 'Kept and checked in this browser. It cannot be chosen for ladders, training or benchmarks yet.'
    : 'Not whole yet: what came is kept, and it goes on from there.';
}

/** What the button that goes on with it says; empty where there is nothing to go on with. */
export function goOnInWords(folder: ModelFolder): string {
  if (folder.source.kind === 'files') return '';
  return isWhole(folder) ? 'Check again' : 'Go on';
}
