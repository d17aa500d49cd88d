import { ServiceError } from './service-error';

type Matches = (message: string) => boolean;

const TERM = /\s*(-|\?)?(?:"((?:[^"\\]|\\.)*)"|([\w@.:/+*-]+))/y;
const CLAUSE = /^\$((?:\.[\w-]+)+)\s*(=|!=|<=|>=|<|>)\s*(?:"((?:[^"\\]|\\.)*)"|([\w.*:/@+-]+))$/;

/**
 * A filter pattern of CloudWatch Logs, as far as the twin reads them: terms (`word`, `"a text"`, `-not`, `?any`), and
 * `{ $.path = "value" && … }` over JSON events, with `*` in values. What it does not read it refuses.
 *
 * @throws ServiceError `InvalidParameterException`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-11-25)
 */
export function parseLogPattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text === '') return () => true;
  return text.startsWith('{') ? parseJsonPattern(text) : parseTerms(text);
}

function parseTerms(text: string): Matches {
  const every: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const found = TERM.exec(text);
    if (found === null) throw unread(text);
    const [, mark, quoted, word] = found;
    const term = quoted === undefined ? String(word) : unescaped(quoted);
    (mark === '-' ? none : mark === '?' ? any : every).push(term);
  }
  return (message) =>
    every.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    // Beside other terms the optional ones change nothing.
    (any.length === 0 || every.length > 0 || any.some((term) => message.includes(term)));
}

function parseJsonPattern(text: string): Matches {
  const body = /^\{([\s\S]*)\}$/.exec(text)?.[1];
  if (body === undefined || body.includes('||')) throw unread(text);
  const clauses = body.split('&&').map((clause) => parseClause(clause.trim(), text));
  return (message) => {
    const json = parsed(message);
    return json !== undefined && clauses.every((clause) => clause(json));
  };
}

function parseClause(clause: string, whole: string): (json: unknown) => boolean {
  const found = CLAUSE.exec(clause);
  if (found === null) throw unread(whole);
  const [, path = '', operator, quoted, bare = ''] = found;
  const names = path.slice(1).split('.');
  const wanted = quoted === undefined ? bare : unescaped(quoted);
  const exact = wildcard(wanted);
  return (json) => {
    const value = names.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], json);
    if (value === undefined || value === null || typeof value === 'object') return false;
    if (operator === '=') return exact.test(String(value));
    if (operator === '!=') return !exact.test(String(value));
    const [left, right] = [Number(value), Number(wanted)];
    if (operator === '<') return left < right;
    if (operator === '>') return left > right;
    return operator === '<=' ? left <= right : left >= right;
  };
}

function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`);
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function parsed(message: string): object | undefined {
  try {
    const json: unknown = JSON.parse(message);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function unread(pattern: string): ServiceError {
  return new ServiceError(
    'InvalidParameterException',
    `Invalid filter pattern, or none that the twin reads: ${pattern}`,
  );
}
