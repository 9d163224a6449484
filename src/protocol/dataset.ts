// Imported data: what came in from which file, what was refused and why, and what goes out.
import type { Ladder } from './ladder.ts';

/** Formats that are read. `ladders` is our own JSONL. */
export const DATASET_FORMATS = ['ladders', 'amp', 'llava', 'rlhf-v', 'rlaif-v', 'vlfeedback', 'trl'] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

/** One data file that came in. Its ladders lie in the store as one part, numbered from 0. */
export interface DatasetFile {
  /** The path as the user gave it, or `archive.zip/path`. */
  readonly name: string;
  /** Key of the part in the store. */
  readonly part: string;
  readonly format: DatasetFormat;
  readonly bytes: number;
  readonly ladders: number;
  /** Rows that were refused. */
  readonly refused: number;
}

export interface DatasetCounts {
  readonly ladders: number;
  readonly rounds: number;
  /** Distinct images. */
  readonly images: number;
  /** Ladders by their number of levels K, such as `{ "1": 20, "4": 300 }`; one level is a standard answer. */
  readonly levels: Readonly<Record<string, number>>;
}

/** What one import brought in; it can be undone as a whole. */
export interface Dataset {
  readonly id: string;
  readonly name: string;
  /** `mixed` when its files differ. */
  readonly format: DatasetFormat | 'mixed';
  readonly createdAt: string;
  readonly files: readonly DatasetFile[];
  readonly counts: DatasetCounts;
  /** An SPDX id or words; empty = not known. */
  readonly licence: string;
  /** SHA-256 over the canonical rows of its ladders, in order (src/data/formats/canonical.ts). */
  readonly hash: string;
}

/** An image as it came, under the SHA-256 of its bytes. */
export interface ImageFile {
  readonly sha256: string;
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Pixels, from the file's header; a JPEG's EXIF orientation is not applied. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Blob;
}

/** How long the answers of a level are, in words over all rounds. */
export interface LevelLengths {
  /** 0 = best. */
  readonly level: number;
  readonly answers: number;
  readonly mean: number;
  readonly quartiles: readonly [lower: number, median: number, upper: number];
}

/** A file that went into a dataset. */
export interface CardSource {
  readonly file: string;
  readonly format: DatasetFormat;
  readonly bytes: number;
  readonly ladders: number;
  readonly refused: number;
}

/** A dataset described; it lies beside an export and stands in the page. */
export interface DatasetCard {
  readonly name: string;
  readonly licence: string;
  readonly sources: readonly CardSource[];
  readonly counts: DatasetCounts;
  /** Rounds by question type. */
  readonly types: Readonly<Record<string, number>>;
  readonly lengths: readonly LevelLengths[];
  /** Best against worst level of the ladders with two levels or more. */
  readonly lengthGap: {
    /** Mean words. */
    readonly best: number;
    readonly worst: number;
    /** (best - worst) / their mean. */
    readonly relative: number;
    /** Share of ladders whose best answer is the longer one; ties count half. */
    readonly bestLonger: number;
    /** Length alone tells better from worse. */
    readonly shortcut: boolean;
  };
  /** Ladders with the image, questions and answers of an earlier one. */
  readonly duplicates: number;
  /** Ladders that have two levels of the same text. */
  readonly identicalLevels: number;
  /** SHA-256 over the canonical rows. */
  readonly hash: string;
}

/** Something in a file that did not come in. */
export interface ImportProblem {
  readonly file: string;
  /** From 1: the line of a JSONL file, else the record's place; absent when the whole file is meant. */
  readonly row?: number;
  /** What was wrong, with the actual values. */
  readonly reason: string;
  readonly remedy: string;
}

/** Something that came in, but not as a reader may expect; `count` rows are concerned. */
export interface ImportNote {
  readonly text: string;
  readonly count: number;
}

export interface ImportReport {
  /** Absent when nothing came in. */
  readonly dataset?: Dataset;
  /** The first thousand. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  readonly notes: readonly ImportNote[];
  readonly seconds: number;
}

export interface ImportOptions {
  /** Name of the dataset. */
  readonly name: string;
  readonly licence: string;
}

/** A file of the user's computer; the path tells the files of a folder apart. */
export interface NamedBlob {
  readonly path: string;
  readonly blob: Blob;
}

export type ImportEvent =
  /** Bytes of the data files of the whole import; rows of the file at hand. */
  | {
      readonly kind: 'progress';
      readonly file: string;
      readonly bytesDone: number;
      readonly bytesTotal: number;
      readonly ladders: number;
      readonly refused: number;
      /** Undefined while it cannot be told. */
      readonly secondsLeft: number | undefined;
    }
  | { readonly kind: 'problem'; readonly problem: ImportProblem }
  /** A file is through: it is in the store now. */
  | { readonly kind: 'file'; readonly file: DatasetFile };

/** Ladders `offset`, `offset + 1`, ... of a dataset. */
export interface LadderPage {
  readonly ladders: readonly Ladder[];
  readonly offset: number;
  readonly total: number;
}

/** `ladders`: our JSONL; `amp`: AMP's JSON; `trl`: pairs as JSONL; `trl-parquet`: pairs with the images inside. */
export const EXPORT_FORMATS = ['ladders', 'amp', 'trl', 'trl-parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Pairs i < j of a ladder: all of them, neighbours, or the best against each other. */
export type PairChoice = 'all' | 'adjacent' | 'best';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Of TRL's formats. */
  readonly pairs: PairChoice;
  /** A zip with the images beside the rows. Without them the rows name their images only. Parquet always has them. */
  readonly images: boolean;
}

export interface ExportEvent {
  readonly kind: 'progress';
  readonly done: number;
  readonly total: number;
  /** Undefined while it cannot be told. */
  readonly secondsLeft: number | undefined;
}

export interface ExportResult {
  readonly fileName: string;
  readonly blob: Blob;
  readonly ladders: number;
  /** Ladders that the format cannot hold: those with one level, where it takes pairs or K from 2. */
  readonly skipped: number;
}
