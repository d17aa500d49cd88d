/** What API Gateway keys are to a proxy beside meters. */
export class ApiKeys {
  /** Keys meter, and open nothing: in `x-api-key` the proxy takes proxy tokens alone. */
  public static meteringOnly(): ApiKeys {
    return new ApiKeys(false);
  }

  /**
   * Keys that `gatehouse users import` took over are credentials, too, for as long as no tokens have replaced them.
   *
   * Such a key is as good as a password: whoever may read keys in API Gateway (`apigateway:GET` on `/apikeys`) can call
   * as its user. The registry holds its digest alone.
   */
  public static asCredential(): ApiKeys {
    return new ApiKeys(true);
  }

  private constructor(
    /** @internal */
    public readonly _asCredential: boolean,
  ) {}
}
