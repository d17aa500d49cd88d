import type { ParameterDocument, ValueDocument } from '../lambda/contract/api-document';

/** Bounds of a text, in characters. */
export interface TextRule {
  /** @default 0 */
  readonly minLength?: number;
  /** @default - any */
  readonly maxLength?: number;
  /**
   * The only values.
   *
   * @default - any
   */
  readonly allowed?: string[];
}

/** Bounds of a number, both inclusive. */
export interface NumberRule {
  /** @default - any */
  readonly minimum?: number;
  /** @default - any */
  readonly maximum?: number;
  /**
   * The only values, as they are sent.
   *
   * @default - any
   */
  readonly allowed?: string[];
}

/** What one value of a request must be like. */
export class ValueRule {
  public static text(rule: TextRule = {}): ValueRule {
    return new ValueRule({ type: 'string', ...rule });
  }

  /** A whole number in decimal digits. */
  public static integer(rule: NumberRule = {}): ValueRule {
    return new ValueRule({ type: 'integer', ...rule });
  }

  /** A number as JSON writes it. */
  public static number(rule: NumberRule = {}): ValueRule {
    return new ValueRule({ type: 'number', ...rule });
  }

  /** `true` or `false`. */
  public static boolean(): ValueRule {
    return new ValueRule({ type: 'boolean' });
  }

  /** @internal */
  public readonly _document: ValueDocument;

  private constructor(document: ValueDocument) {
    this._document = document;
  }
}

/** How a parameter comes. */
export interface ParameterOptions {
  /** @default - any text, once */
  readonly value?: ValueRule;
  /**
   * Whether it must be there.
   *
   * @default false
   */
  readonly required?: boolean;
  /**
   * Whether it may be sent any number of times.
   *
   * @default false
   */
  readonly repeated?: boolean;
  /**
   * Whether a text holds several values, with commas between them.
   *
   * @default false
   */
  readonly commaSeparated?: boolean;
}

/** A value of a request that is checked before the upstream is called. It is no input of policies: see `PolicyInput`. */
export class RouteParameter {
  /** @param name of a parameter of the path, as its template has it. */
  public static path(name: string, value: ValueRule): RouteParameter {
    return new RouteParameter({ in: 'path', name, value: value._document });
  }

  /** @param name as it is sent. */
  public static query(name: string, options: ParameterOptions = {}): RouteParameter {
    return new RouteParameter(documentOf('query', name, options));
  }

  /** @param name in whatever case. */
  public static header(name: string, options: ParameterOptions = {}): RouteParameter {
    return new RouteParameter(documentOf('header', name.toLowerCase(), options));
  }

  /** @internal */
  public static _of(document: ParameterDocument): RouteParameter {
    return new RouteParameter(document);
  }

  /** @internal */
  public readonly _document: ParameterDocument;

  private constructor(document: ParameterDocument) {
    this._document = document;
  }
}

function documentOf(place: 'header' | 'query', name: string, options: ParameterOptions): ParameterDocument {
  const { required = false, repeated = false, commaSeparated = false, value = ValueRule.text() } = options;
  const list = commaSeparated ? 'commas' : repeated ? 'repeated' : undefined;
  return { in: place, name, ...(required && { required }), ...(list && { list }), value: value._document };
}
