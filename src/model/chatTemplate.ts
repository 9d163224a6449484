// A model's chat template (Jinja, as Hugging Face stores it): messages into one text.
import { Template } from '@huggingface/jinja';
import { FormatError } from '../base/errors.ts';

/** A message's parts in order; a template that wants plain text gets a string. */
export interface TemplateMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content:
    string | readonly ({ readonly type: 'image' } | { readonly type: 'text'; readonly text: string })[];
}

export class ChatTemplate {
  private readonly template: Template;

  /**
   * @param specials what the template may name: bos_token, eos_token, ..
   * @throws FormatError when it is not a template
   */
  constructor(
    text: string,
    private readonly specials: Readonly<Record<string, string>> = {},
  ) {
    this.template = attempt('The chat template cannot be read', () => new Template(text));
  }

  /**
   * The conversation as the model reads it; `answer` opens the assistant's next turn.
   * @throws FormatError when the template refuses the messages
   */
  render(messages: readonly TemplateMessage[], { answer }: { readonly answer: boolean }): string {
    return attempt('The chat template refuses the conversation', () =>
      this.template.render({ ...this.specials, messages, add_generation_prompt: answer }),
    );
  }
}

function attempt<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new FormatError(`${what}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
