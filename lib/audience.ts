import { assertConfiguration } from './private/validation';

/** Whom a JWT must be meant for: the check of its `aud` claim. */
export class Audience {
  /**
   * Accepts a token whose `aud` holds one of these values.
   *
   * @param audiences one at least.
   */
  public static of(...audiences: string[]): Audience {
    assertConfiguration(audiences.length > 0 && audiences.every((audience) => audience !== ''), 'Audience.of', {
      what: 'audiences',
      given: audiences,
      allowed: 'one or more texts that are not empty',
      remedy: 'Name the audience that the issuer writes for this proxy, or say Audience.unchecked().',
    });
    return new Audience(audiences);
  }

  /**
   * Accepts a token whatever its `aud`. A token that the issuer made for another service then opens this proxy, so
   * pin `clientIds` or a scope instead.
   */
  public static unchecked(): Audience {
    return new Audience([]);
  }

  private constructor(
    /** @internal */
    public readonly _values: string[],
  ) {}
}
