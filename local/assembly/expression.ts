import { AssemblyError } from './assembly-error';

/** What the names inside a template expression stand for. */
export interface ExpressionScope {
  readonly place: string;
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, topKey: string, secondKey: string): unknown;
}

/** `AWS::NoValue`: the property or list entry is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Resolves every intrinsic function in a template value.
 *
 * @throws AssemblyError on a function that the twin does not resolve, or a dynamic reference.
 */
export function resolveExpression(value: unknown, scope: ExpressionScope): unknown {
  if (typeof value === 'string') return literal(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((entry) => resolveExpression(entry, scope)).filter((entry) => entry !== NO_VALUE);
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? (entries[0] as [string, unknown]) : ['', undefined];
  if (name === 'Ref' && typeof argument === 'string') return scope.ref(argument);
  if (name === 'Condition' && typeof argument === 'string') return scope.condition(argument);
  if (name.startsWith('Fn::')) return callFunction(name, argument, scope);
  const resolved: Record<string, unknown> = {};
  for (const [key, entry] of entries) {
    const result = resolveExpression(entry, scope);
    if (result !== NO_VALUE) resolved[key] = result;
  }
  return resolved;
}

type IntrinsicFunction = (argument: unknown, scope: ExpressionScope) => unknown;

const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...path] =
      typeof argument === 'string' ? argument.split('.') : list(argument, scope, 'Fn::GetAtt');
    return scope.attribute(text(logicalId, scope), path.map((part) => text(part, scope)).join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, scope, 'Fn::Join');
    return list(parts, scope, 'Fn::Join')
      .map((part) => text(part, scope))
      .join(String(separator));
  },
  'Fn::Sub': (argument, scope) => {
    const [template, names] = Array.isArray(argument) ? argument : [argument, {}];
    return text(template, scope).replace(/\$\{([^}]+)\}/g, (_, name: string) => substitute(name.trim(), names, scope));
  },
  'Fn::Select': (argument, scope) => {
    const [index, parts] = list(argument, scope, 'Fn::Select');
    const chosen = list(parts, scope, 'Fn::Select')[Number(resolveExpression(index, scope))];
    if (chosen === undefined) throw unresolvable(scope, 'Fn::Select asks for an entry that the list does not have');
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(argument, scope, 'Fn::Split');
    return text(whole, scope).split(String(separator));
  },
  'Fn::If': (argument, scope) => {
    // The branch that is not taken may name resources that do not exist, so it stays unresolved.
    const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
    return resolveExpression(scope.condition(condition) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, scope, 'Fn::Equals');
    return String(left) === String(right);
  },
  'Fn::And': (argument, scope) => list(argument, scope, 'Fn::And').every(Boolean),
  'Fn::Or': (argument, scope) => list(argument, scope, 'Fn::Or').some(Boolean),
  'Fn::Not': (argument, scope) => !list(argument, scope, 'Fn::Not')[0],
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(argument, scope)),
  'Fn::FindInMap': (argument, scope) => {
    const [map, topKey, secondKey] = list(argument, scope, 'Fn::FindInMap');
    return resolveExpression(scope.mapping(String(map), String(topKey), String(secondKey)), scope);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(argument, scope)).toString('base64'),
};

function callFunction(name: string, argument: unknown, scope: ExpressionScope): unknown {
  const intrinsic = FUNCTIONS[name];
  if (intrinsic === undefined) {
    throw unresolvable(scope, `uses ${name}; the twin resolves Ref, ${Object.keys(FUNCTIONS).join(', ')}`);
  }
  return intrinsic(argument, scope);
}

function substitute(name: string, names: unknown, scope: ExpressionScope): string {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const own = (names as Record<string, unknown>)[name];
  if (own !== undefined) return text(own, scope);
  const dot = name.indexOf('.');
  return text(dot === -1 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)), scope);
}

function list(argument: unknown, scope: ExpressionScope, name: string): unknown[] {
  const value = resolveExpression(argument, scope);
  if (Array.isArray(value)) return value;
  throw unresolvable(scope, `${name} has ${typeof value} where a list is expected`);
}

function text(value: unknown, scope: ExpressionScope): string {
  const resolved = resolveExpression(value, scope);
  if (typeof resolved === 'string') return resolved;
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  throw unresolvable(scope, 'an expression gives something that is not text where text is joined');
}

function literal(value: string, scope: ExpressionScope): string {
  // Passing the reference on as text would hand a function a placeholder in place of its value.
  const reference = /\{\{resolve:([^:}]+)/.exec(value);
  if (reference === null) return value;
  throw unresolvable(scope, `holds a dynamic reference ({{resolve:${reference[1]}:…}})`);
}

function unresolvable(scope: ExpressionScope, fault: string): AssemblyError {
  return new AssemblyError(
    scope.place,
    fault,
    'Write the value in another way, or leave this resource out of the app that the twin runs',
  );
}
