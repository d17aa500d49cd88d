import type { ClaimDocument, ClaimType } from '../lambda/contract/proxy-document';
import { assertName, CLAIM_NAME_RULE } from './private/names';

/** A claim of a JWT that policies may read as `context.claims.<name>`. It is optional in every policy. */
export class Claim {
  /**
   * A text.
   *
   * @param name in policies.
   * @param claim in the token; the same as `name` where left out.
   */
  public static string(name: string, claim?: string): Claim {
    return new Claim(name, claim, 'String');
  }

  /** A whole number within ±2^53. */
  public static long(name: string, claim?: string): Claim {
    return new Claim(name, claim, 'Long');
  }

  /** `true` or `false`. */
  public static bool(name: string, claim?: string): Claim {
    return new Claim(name, claim, 'Bool');
  }

  /** A list of texts, as a set. */
  public static stringSet(name: string, claim?: string): Claim {
    return new Claim(name, claim, 'StringSet');
  }

  /** @internal */
  public readonly _document: ClaimDocument;

  private constructor(name: string, claim: string | undefined, type: ClaimType) {
    assertName(`Claim "${name}"`, 'name', name, CLAIM_NAME_RULE);
    this._document = { name, claim: claim ?? name, type };
  }
}
