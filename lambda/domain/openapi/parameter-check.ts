import type { ParameterDocument, ValueDocument } from '../../contract/api-document';
import { type OpenApiObject, objectOf, textOf } from './open-api-object';

/** What of a declared parameter is checked, and what of it is not. */
export interface ParameterCheck {
  readonly check?: ParameterDocument;
  readonly isList: boolean;
  /** A few words each. */
  readonly unchecked: readonly string[];
}

const TYPES: readonly string[] = ['boolean', 'integer', 'number', 'string'] satisfies ValueDocument['type'][];
/** Keywords that constrain nothing. */
const SILENT = new Set([
  'type',
  'default',
  'example',
  'examples',
  'description',
  'title',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
  '$comment',
  'nullable',
]);
/** What the styles with one text a value look like, by place. */
const PLAIN_STYLE = { header: 'simple', path: 'simple', query: 'form' } as const;

/** @param parameter of path, query or header. @param name as a request names it here. */
export function checkOfParameter(
  parameter: OpenApiObject,
  place: ParameterDocument['in'],
  name: string,
): ParameterCheck {
  const required = parameter['required'] === true && place !== 'path';
  const schema = objectOf(parameter['schema']);
  const type = typeOf(schema);
  const style = textOf(parameter['style']) ?? PLAIN_STYLE[place];
  const explode = (parameter['explode'] ?? style === 'form') === true;
  const base = { in: place, name, ...(required && { required }) };
  const present = required ? { check: { ...base, list: 'repeated' as const, value: { type: 'string' as const } } } : {};
  if (parameter['content'] !== undefined) {
    return { ...present, isList: false, unchecked: ['its content'] };
  }
  if (type === 'array' && style === PLAIN_STYLE[place]) {
    const items = objectOf(schema['items']);
    const { value, unchecked } = valueOf(items, typeOf(items));
    const own = Object.keys(schema).filter((keyword) => keyword !== 'items' && !isSilent(keyword));
    const list = place === 'query' && explode ? ('repeated' as const) : ('commas' as const);
    return { check: { ...base, list, value }, isList: true, unchecked: [...own, ...unchecked] };
  }
  if (style !== PLAIN_STYLE[place]) {
    return { ...present, isList: type === 'array', unchecked: [`its style ${style}`] };
  }
  if (type === 'object') {
    return { isList: false, unchecked: ['its object'] };
  }
  const { value, unchecked } = valueOf(schema, type);
  return { check: { ...base, value }, isList: false, unchecked };
}

function valueOf(schema: OpenApiObject, type: string | undefined): { value: ValueDocument; unchecked: string[] } {
  if (type === undefined || !TYPES.includes(type)) {
    const unchecked = Object.keys(schema).filter((keyword) => keyword === 'type' || !isSilent(keyword));
    return { value: { type: 'string' }, unchecked };
  }
  const numeric = type === 'integer' || type === 'number';
  const checked: Record<string, unknown> = {};
  const unchecked: string[] = [];
  for (const [keyword, given] of Object.entries(schema)) {
    const isBound = typeof given === 'number';
    if ((keyword === 'minLength' || keyword === 'maxLength') && type === 'string' && isBound) {
      checked[keyword] = given;
    } else if ((keyword === 'minimum' || keyword === 'maximum') && numeric && isBound) {
      checked[keyword] = given;
    } else if (keyword === 'enum' && Array.isArray(given)) {
      checked['allowed'] = given.filter((each) => each !== null).map(String);
    } else if (keyword === 'const' && given !== null) {
      checked['allowed'] = [String(given)];
    } else if (!isSilent(keyword) && !(keyword === 'format' && numeric)) {
      unchecked.push(keyword);
    }
  }
  return { value: { type: type as ValueDocument['type'], ...checked }, unchecked };
}

/** OpenAPI 3.1 may list types; `null` cannot be sent as a text. */
function typeOf(schema: OpenApiObject): string | undefined {
  const { type } = schema;
  const types = (Array.isArray(type) ? type : [type]).filter((each) => each !== 'null');
  return types.length === 1 ? textOf(types[0]) : undefined;
}

function isSilent(keyword: string): boolean {
  return SILENT.has(keyword) || keyword.startsWith('x-');
}
