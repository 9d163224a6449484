// Conversations as the public formats write them, read as rounds of question and answer.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import { check, show } from './draft.ts';

/** Rounds: as many answers as questions. */
export interface Conversation {
  readonly questions: readonly string[];
  readonly answers: readonly string[];
  /** What the user should know of how it was read. */
  readonly notes: readonly string[];
}

/** One side's words, whatever the format calls the sides. */
export interface Turn {
  readonly side: 'user' | 'assistant' | 'system';
  readonly text: string;
}

/** Put into a note for every row whose system message was moved. */
export const SYSTEM_NOTE = 'A system message was put before the first question.';

const SIDES: Readonly<Record<string, Turn['side']>> = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  model: 'assistant',
  system: 'system',
};

/** LLaVA's, which AMP took over: `from` is human or gpt. */
const LlavaTurns = v.pipe(
  v.array(v.object({ from: v.string(), value: v.string() })),
  v.minLength(1, 'the conversation is empty.'),
);

export function llavaTurns(value: unknown, field: string): Turn[] {
  const wrapped = check(
    v.object({ [field]: LlavaTurns }),
    { [field]: value },
    'A conversation is a list of { from: "human" or "gpt", value }.',
  );
  const turns = (wrapped[field] ?? []).map((turn) => ({ side: sideOf(turn.from), text: turn.value }));
  return imageTokenGone(turns);
}

const Part = v.looseObject({ type: v.string(), text: v.nullish(v.string()) });
const Messages = v.array(v.object({ role: v.string(), content: v.union([v.string(), v.array(Part)]) }));

/** TRL's, which are OpenAI's: `role` and `content`, a text or parts. */
export function messages(value: unknown, field: string): Turn[] {
  const wrapped = check(
    v.object({ [field]: Messages }),
    { [field]: value },
    'Messages are { role, content }; content is a text or a list of { type: "text", text } and { type: "image" }.',
  );
  const turns = wrapped[field] ?? [];
  const said = turns.map(({ role, content }) => ({
    side: sideOf(role),
    text: typeof content === 'string' ? content : content.map((part) => part.text ?? '').join(''),
  }));
  // Where images are parts, an image token in the text is a word like any other.
  return turns.every(({ content }) => typeof content === 'string') ? imageTokenGone(said) : said;
}

/** Without the image token of the first question. */
function imageTokenGone(turns: readonly Turn[]): Turn[] {
  const first = turns.findIndex(({ side }) => side === 'user');
  return turns.map((turn, i) => (i === first ? { ...turn, text: withoutImageToken(turn.text) } : turn));
}

function sideOf(name: string): Turn['side'] {
  const side = Object.hasOwn(SIDES, name) ? SIDES[name] : undefined;
  if (side === undefined) {
    throw new FormatError(
      `A turn is by ${show(name)}.`,
      'Turns are by "human" or "user", and "gpt" or "assistant".',
    );
  }
  return side;
}

/**
 * Rounds of question and answer; a system message is put before the first question.
 * @throws FormatError when sides do not take turns, or the last question has no answer
 */
export function rounds(turns: readonly Turn[]): Conversation {
  const system = turns.filter(({ side }) => side === 'system');
  const said = turns.filter(({ side }) => side !== 'system');
  if (said.length === 0 || said.length % 2 !== 0) {
    throw new FormatError(
      `The conversation has ${said.length} turns.`,
      'Every question needs one answer, in turns.',
    );
  }
  const wrong = said.findIndex(({ side }, i) => side !== (i % 2 === 0 ? 'user' : 'assistant'));
  if (wrong >= 0) {
    throw new FormatError(
      `Turn ${wrong + 1} is by the ${said[wrong]?.side}.`,
      'Questions and answers must take turns, the question first.',
    );
  }
  const questions = said.filter((_, i) => i % 2 === 0).map(({ text }) => text);
  questions[0] = [...system.map(({ text }) => text), questions[0]].join('\n\n');
  return {
    questions,
    answers: said.filter((_, i) => i % 2 === 1).map(({ text }) => text),
    notes: system.length > 0 ? [SYSTEM_NOTE] : [],
  };
}

/** Takes one image token off: the first, with its line break, or else the last. */
export function withoutImageToken(question: string): string {
  if (question.startsWith('<image>')) return question.slice('<image>'.length).replace(/^\n/, '');
  if (question.endsWith('<image>')) return question.slice(0, -'<image>'.length).replace(/\n$/, '');
  return question;
}

/** The types of an imported ladder's questions. */
export const unknownTypes = (questions: readonly string[]): 'unknown'[] => questions.map(() => 'unknown');
