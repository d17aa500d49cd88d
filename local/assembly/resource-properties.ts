import { AssemblyError } from './assembly-error';

/** Typed reading of one resource's (or nested property's) values. Absent and `null` are the same. */
export class ResourceProperties {
  constructor(
    readonly values: Readonly<Record<string, unknown>>,
    private readonly place: string,
    private readonly path = '',
  ) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  /** @throws AssemblyError where the property is absent or not text. */
  text(name: string): string {
    return this.optionalText(name) ?? this.fail(name, 'is missing', 'Set it');
  }

  optionalText(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.values[name];
    // CloudFormation turns scalars into text wherever a type wants text.
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.fail(name, `is ${kind(value)}, text is expected`, 'Correct it');
  }

  number(name: string): number | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const parsed = Number(value);
    return Number.isFinite(parsed) && value !== ''
      ? parsed
      : this.fail(name, `is ${JSON.stringify(value)}, a number is expected`, 'Correct it');
  }

  flag(name: string): boolean | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    if (value === 'true' || value === 'false') return value === 'true';
    return this.fail(name, `is ${JSON.stringify(value)}, true or false is expected`, 'Correct it');
  }

  list(name: string): readonly unknown[] {
    if (!this.has(name)) return [];
    const value = this.values[name];
    return Array.isArray(value) ? value : this.fail(name, `is ${kind(value)}, a list is expected`, 'Correct it');
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((entry) =>
      typeof entry === 'string' ? entry : this.fail(name, `holds ${kind(entry)}, text is expected`, 'Correct it'),
    );
  }

  /** Values by name, each as text. */
  textMap(name: string): Readonly<Record<string, string>> {
    const nested = this.nested(name);
    if (nested === undefined) return {};
    return Object.fromEntries(Object.keys(nested.values).map((key) => [key, nested.text(key)]));
  }

  nested(name: string): ResourceProperties | undefined {
    if (!this.has(name)) return undefined;
    return this.at(name, this.values[name]);
  }

  nestedList(name: string): readonly ResourceProperties[] {
    return this.list(name).map((entry, index) => this.at(`${name}[${index}]`, entry));
  }

  /** Refuses every property but these; the twin would act otherwise than AWS if it ignored one. */
  allow(names: readonly string[]): this {
    for (const name of Object.keys(this.values)) {
      if (this.has(name) && !names.includes(name)) {
        this.fail(
          name,
          'is not supported by the twin',
          'Remove it, or leave the resource out of the app that the twin runs',
        );
      }
    }
    return this;
  }

  fail(name: string, fault: string, remedy: string): never {
    throw new AssemblyError(this.place, `property ${this.path}${name} ${fault}`, remedy);
  }

  private at(name: string, value: unknown): ResourceProperties {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fail(name, `is ${kind(value)}, an object is expected`, 'Correct it');
    }
    return new ResourceProperties(value as Record<string, unknown>, this.place, `${this.path}${name}.`);
  }
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
