import { readFileSync } from 'node:fs';
import { assertConcrete, assertConfiguration } from './private/validation';

/** Cedar statements, one or more. */
export class PolicyText {
  /** Statements written where they are used. */
  public static inline(...statements: string[]): PolicyText {
    return new PolicyText(statements.join('\n'), 'PolicyText.inline');
  }

  /** @param path of a file in UTF-8, from the working directory. */
  public static fromFile(path: string): PolicyText {
    return new PolicyText(readFileSync(path, 'utf8'), path);
  }

  private constructor(
    /** @internal */
    public readonly _text: string,
    source: string,
  ) {
    assertConcrete(source, 'policy text', _text);
    assertConfiguration(_text.trim() !== '', source, {
      what: 'policy text',
      given: _text,
      allowed: 'one Cedar statement or more',
      remedy: 'Write a permit or forbid, or remove the policy.',
    });
  }
}
