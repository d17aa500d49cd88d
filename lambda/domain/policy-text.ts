/** Longest statement, in characters. */
export const STATEMENT_LIMIT = 10_000;
/** Deepest nesting of brackets in a statement, and most operators: more than this ends Cedar's parser, not the parse. */
export const NESTING_LIMIT = 50;
export const OPERATOR_LIMIT = 800;

const QUOTED_OR_COMMENT = /"(?:[^"\\]|\\[\s\S])*"?|\/\/[^\n]*/g;
const OPERATOR = /&&|\|\||[=!<>]=|[-+*.<>!]|\b(?:if|in|is|has|like)\b/g;

export interface TextPosition {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Position of a byte of UTF-8 in a text. */
export function positionOf(text: string, byte: number): TextPosition {
  const before = Buffer.from(text).subarray(0, byte).toString();
  const lines = before.split('\n');
  return { line: lines.length, column: [...(lines.at(-1) as string)].length + 1 };
}

/** What must not reach Cedar's parser: a text that would exhaust its stack. @returns why not, if not. */
export function textProblem(text: string): string | undefined {
  for (const statement of text.replace(QUOTED_OR_COMMENT, blank).split(';')) {
    const operators = statement.match(OPERATOR)?.length ?? 0;
    if (statement.length > STATEMENT_LIMIT) {
      return `a statement has ${statement.length} characters; allowed: ${STATEMENT_LIMIT}`;
    }
    if (operators > OPERATOR_LIMIT) {
      return `a statement has ${operators} operators; allowed: ${OPERATOR_LIMIT}`;
    }
    if (depthOf(statement) > NESTING_LIMIT) {
      return `a statement nests brackets ${depthOf(statement)} deep; allowed: ${NESTING_LIMIT}`;
    }
  }
  return undefined;
}

function blank(match: string): string {
  return ' '.repeat(match.length);
}

function depthOf(statement: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of statement) {
    depth += '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Whether a policy's JSON form holds an integer that JavaScript cannot hold exactly. */
export function hasInexactInteger(json: unknown): boolean {
  if (typeof json === 'number') {
    return !Number.isSafeInteger(json);
  }
  return typeof json === 'object' && json !== null && Object.values(json).some(hasInexactInteger);
}
