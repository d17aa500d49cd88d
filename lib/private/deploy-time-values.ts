import { Token } from 'aws-cdk-lib';
import { placeholder } from '../../lambda/contract/declarations';

/** Collects what is known only at deploy time, and stands placeholders in its place. */
export class DeployTimeValues {
  readonly #values = new Map<string, string>();

  /** @returns the placeholder that stands for the value. */
  public add(name: string, value: string): string {
    this.#values.set(name, value);
    return placeholder(name);
  }

  /**
   * Replaces every CDK token in a JSON value, wherever it stands; names follow from the place, so two synths agree.
   *
   * @param place where the value stands, for example `issuer/staff`.
   */
  public replaceTokens<T>(json: T, place: string): T {
    if (typeof json === 'string') {
      return (Token.isUnresolved(json) ? this.add(place, json) : json) as T;
    }
    if (Array.isArray(json)) {
      return json.map((item, index) => this.replaceTokens(item, `${place}/${index}`)) as T;
    }
    if (typeof json === 'object' && json !== null) {
      return Object.fromEntries(
        Object.entries(json).map(([key, value]) => [key, this.replaceTokens(value, `${place}/${key}`)]),
      ) as T;
    }
    return json;
  }

  /** Values by name, sorted. */
  public render(): Record<string, string> {
    return Object.fromEntries([...this.#values].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
