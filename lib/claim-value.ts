import type { ValueSource } from '../lambda/contract/proxy-document';
import { assertConfiguration } from './private/validation';

/** Where a federated principal's tenant or roles come from. */
export class ClaimValue {
  /** A claim of the verified token. @param name as in the token, for example `cognito:groups`. */
  public static claim(name: string): ClaimValue {
    assertConfiguration(name !== '', 'ClaimValue.claim', {
      what: 'name',
      given: name,
      allowed: 'text that is not empty',
      remedy: 'Name the claim.',
    });
    return new ClaimValue({ kind: 'claim', claim: name });
  }

  /** The same for everybody whom the issuer vouches for. @param values one for a tenant; one or more for roles. */
  public static fixed(...values: string[]): ClaimValue {
    assertConfiguration(values.length > 0 && values.every((value) => value !== ''), 'ClaimValue.fixed', {
      what: 'values',
      given: values,
      allowed: 'one or more texts that are not empty',
      remedy: 'Name the value, or say ClaimValue.none().',
    });
    return new ClaimValue({ kind: 'fixed', values });
  }

  /** No roles from this issuer; those of the registered user, if there is one, still count. */
  public static none(): ClaimValue {
    return new ClaimValue({ kind: 'none' });
  }

  private constructor(
    /** @internal */
    public readonly _source: ValueSource,
  ) {}
}
