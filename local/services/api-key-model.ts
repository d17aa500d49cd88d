/** An API Gateway API key, as a template or the control plane makes it. */
export interface ApiKeyModel {
  readonly id: string;
  /** 20–128 characters, unique; generated where absent. */
  readonly value?: string;
  /** At most 1,024 characters. */
  readonly name?: string;
  readonly description?: string;
  readonly customerId?: string;
  readonly enabled: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}
