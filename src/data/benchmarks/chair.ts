// CHAIR (LisaAnne/Hallucination) on COCO: `instances_*.json` (images, annotations, categories), `captions_*.json` where
// there are any, and `synonyms.txt` with a line of words for each object. Only images that are among the files become
// examples. The words of captions are told by the judge (bench/), so captions are handed on as they are.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check } from '../formats/draft.ts';
import { listElements } from './listElements.ts';
import {
  baseName,
  Id,
  problemAt,
  Text,
  withImage,
  type BenchmarkItem,
  type BenchmarkReader,
  type ReadContext,
  type SourceFile,
} from './reader.ts';

/** What is asked about every image. */
export const CHAIR_QUESTION = 'Describe this image.';

const ROLES = {
  annotations: {
    title: 'instances_val2014.json or its like (images, annotations, categories)',
    min: 1,
    max: Infinity,
    tells: true,
    is: ({ form }) => form === 'lists',
  },
  synonyms: {
    title: 'synonyms.txt (a line of words for each object: "person, girl, boy, ...")',
    min: 1,
    max: 1,
    tells: false,
    is: ({ form, lines }) =>
      form === 'lines' && lines.some((line) => line.includes(', ')) && lines.every(isListOfWords),
  },
} as const satisfies BenchmarkReader['roles'];

const Image = v.object({ id: Id, file_name: Text });
const Category = v.object({ id: Id, name: Text });
const Instance = v.object({ image_id: Id, category_id: Id });
const Caption = v.object({ image_id: Id, caption: v.string() });
const ANNOTATION =
  'It is { image_id, category_id } in an instances file, { image_id, caption } in a captions file.';

export const chairReader: BenchmarkReader<keyof typeof ROLES> = {
  task: 'chair',
  name: 'CHAIR (COCO)',
  roles: ROLES,
  async *read(files, { images, names }) {
    // The published code splits at ", " and nothing else; a word may begin with a space.
    const synonyms = files.synonyms.flatMap(({ lines }) => lines.map((line) => line.trim().split(', ')));
    const node = new Map(synonyms.flatMap((words) => words.map((word) => [word, words[0] as string])));
    const coco = new Coco(names);
    for (const file of files.annotations) yield* coco.read(file);
    const from = files.annotations.map(({ entry }) => entry.path).join(', ');
    if (!coco.hasInstances) {
      throw new FormatError(
        `No object is annotated in ${from}.`,
        `CHAIR needs ${ROLES.annotations.title}; captions come beside it.`,
      );
    }
    if (coco.absent > 0) {
      const all = coco.present.size + coco.absent;
      yield {
        kind: 'problem',
        problem: `${from}: ${coco.absent} of ${all} images have no file here and were left out.`,
      };
    }
    const captions = new Map<string, readonly string[]>();
    const unknown = new Set<string>();
    for (const [id, { source, name, categories, said }] of coco.present) {
      const objects = new Set<string>();
      for (const category of categories) {
        const object = coco.categories.get(category) ?? `category ${category}`;
        if (!node.has(object)) unknown.add(object);
        objects.add(node.get(object) ?? object);
      }
      try {
        yield await withImage(
          images,
          { kind: 'path', path: name },
          {
            id,
            ...(source !== id && { source }),
            rounds: [{ question: CHAIR_QUESTION, answer: '', type: 'description' }],
            contents: [...objects].sort(),
          },
        );
        if (said.length > 0) captions.set(id, said);
      } catch (error) {
        yield problemAt(from, ` image ${id}`, error);
      }
      yield { kind: 'step' };
    }
    if (unknown.size > 0) {
      const list = [...unknown].slice(0, 12).join(', ');
      yield { kind: 'problem', problem: `${from}: no synonyms for ${list}; they count under these names.` };
    }
    const said = captions.size > 0 && { captions: Object.fromEntries(captions) };
    yield { kind: 'tables', tables: { synonyms, ...said } };
  },
};

interface Annotated {
  readonly source: string | number;
  readonly name: string;
  readonly categories: Set<string>;
  readonly said: string[];
}

/** What the annotation files say of the images that are there. */
class Coco {
  readonly present = new Map<string, Annotated>();
  readonly categories = new Map<string, string>();
  hasInstances = false;
  private readonly elsewhere = new Set<string>();

  constructor(private readonly names: ReadContext['names']) {}

  /** Images that are annotated and have no file. */
  get absent(): number {
    return this.elsewhere.size;
  }

  async *read({ entry }: SourceFile): AsyncGenerator<BenchmarkItem> {
    /** Annotations that come before the images they are about. */
    const early: unknown[] = [];
    for await (const elements of listElements(entry, ['images', 'annotations', 'categories'])) {
      for (const element of elements) {
        try {
          if ('error' in element) throw element.error;
          if (element.key === 'images') this.image(element.value);
          else if (element.key === 'categories') this.category(element.value);
          else if (!this.annotation(element.value)) early.push(element.value);
        } catch (error) {
          yield problemAt(entry.path, element.n === 0 ? '' : ` ${element.key} ${element.n}`, error);
        }
      }
      yield { kind: 'step' };
    }
    const lost = early.filter((value) => !this.annotation(value)).length;
    if (lost > 0) {
      yield {
        kind: 'problem',
        problem: `${entry.path}: ${lost} annotations are about images that are not listed.`,
      };
    }
  }

  private image(value: unknown): void {
    const { id: source, file_name: name } = check(Image, value, 'An image is { id, file_name }.');
    const id = String(source);
    const before = this.present.get(id);
    if (before !== undefined && before.name !== name) {
      throw new FormatError(
        `The image id ${id} is there twice, with another file.`,
        'Remove one of the two.',
      );
    }
    if (!this.names.has(baseName(name))) this.elsewhere.add(id);
    else if (before === undefined) this.present.set(id, { source, name, categories: new Set(), said: [] });
  }

  private category(value: unknown): void {
    const { id, name } = check(Category, value, 'A category is { id, name }.');
    this.categories.set(String(id), name);
  }

  /** @returns whether the image is known */
  private annotation(value: unknown): boolean {
    const isCaption = value !== null && typeof value === 'object' && 'caption' in value;
    const read = isCaption ? check(Caption, value, ANNOTATION) : check(Instance, value, ANNOTATION);
    if ('category_id' in read) this.hasInstances = true;
    const id = String(read.image_id);
    const image = this.present.get(id);
    if (image === undefined) return this.elsewhere.has(id);
    if ('caption' in read) image.said.push(read.caption);
    else image.categories.add(String(read.category_id));
    return true;
  }
}

function isListOfWords(line: string): boolean {
  return line.split(',').every((word) => /^[\p{L}\d'’.-]+( [\p{L}\d'’.-]+){0,3}$/u.test(word.trim()));
}
