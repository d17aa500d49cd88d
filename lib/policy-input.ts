import type { InputDocument } from '../lambda/contract/api-document';

/**
 * A query parameter or header that policies may read. It is optional in every policy: a client can leave it out.
 *
 * Another spelling of the name that lenient servers take for the same is refused with 403.
 */
export class PolicyInput {
  /**
   * One text. A request that sends it twice is refused with 403.
   *
   * @param name as it is sent and as policies name it: of `A-Z a-z 0-9 - . _ ~`; a header's in lower case.
   */
  public static string(name: string): PolicyInput {
    return new PolicyInput(name, 'String');
  }

  /** Any number of texts, as a set. */
  public static stringSet(name: string): PolicyInput {
    return new PolicyInput(name, 'StringSet');
  }

  /** @internal */
  public readonly _document: InputDocument;

  private constructor(name: string, type: InputDocument['type']) {
    this._document = { name, type };
  }
}
