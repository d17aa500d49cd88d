import { ABSENT, type Observation } from '../observation';
import type { RawAnswer } from '../raw-request';
import type { DeployedGateway } from './deployed-gateway';

/** What an echo function's answer holds. */
interface Echo {
  readonly label: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/**
 * @param look the case's own aspects; one may join several with `, `.
 * @returns text by aspect, `answer` first: status, error type and body, or which function echoed. Several answers stand
 * behind each other, parted by ` ; `. What differs on every run has a name in its place.
 */
export function observeAnswers(
  answers: readonly RawAnswer[],
  look: readonly string[],
  names: DeployedGateway['names'],
): Observation {
  const nonces: string[] = [];
  const shown = (aspect: string) => answers.map((answer) => named(textOf(aspect, answer), names, nonces)).join(' ; ');
  return Object.fromEntries(
    ['answer', ...look].map((joined) => {
      const aspects = joined.split(', ');
      const texts = aspects.map((aspect) => (aspects.length === 1 ? '' : `${lastPartOf(aspect)} `) + shown(aspect));
      return [joined, texts.join(', ')];
    }),
  );
}

function lastPartOf(aspect: string): string {
  return aspect.replace(/^(event|authorizer|header)\./, '');
}

function textOf(aspect: string, answer: RawAnswer): string {
  const echo = echoOf(answer);
  if (aspect === 'answer') return summaryOf(answer, echo);
  if (aspect.startsWith('header.')) return headerOf(answer, aspect.slice('header.'.length));
  const [, keys, root, path] = /^(keys:)?(event|authorizer)\.?(.*)$/.exec(aspect) ?? [];
  if (root === undefined) throw new Error(`The aspect ${aspect} is none that a case can look at.`);
  const event = root === 'event' ? echo?.event : authorizerEventOf(echo);
  const value = valueAt(event, path === '' || path === undefined ? [] : path.split('.'));
  if (value === undefined) return ABSENT;
  if (keys === undefined) return JSON.stringify(value);
  return value === null ? 'null' : Object.keys(value).sort().join(' ');
}

function summaryOf(answer: RawAnswer, echo: Echo | undefined): string {
  const errorType = headerOf(answer, 'x-amzn-errortype');
  const kind = errorType === ABSENT ? '' : ` ${errorType}`;
  return `${answer.status}${kind} ${echo === undefined ? readable(answer.body) : echo.label}`.trim();
}

function echoOf({ body }: RawAnswer): Echo | undefined {
  try {
    const parsed = JSON.parse(body.toString()) as Partial<Echo> | null;
    return typeof parsed === 'object' && parsed?.event !== undefined && parsed.label !== undefined
      ? (parsed as Echo)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The authorizer sends its own event on, as text in its context. */
function authorizerEventOf(echo: Echo | undefined): unknown {
  const text = valueAt(echo?.event, ['requestContext', 'authorizer', 'event']);
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  // Header names of an event are looked up without regard to case; how they are spelled is a case of its own.
  const key =
    Object.keys(value).find((each) => each === name) ??
    Object.keys(value).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : valueAt((value as Record<string, unknown>)[key], rest);
}

function headerOf(answer: RawAnswer, name: string): string {
  const values = answer.headers.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return values.length === 0 ? ABSENT : values.join(' | ');
}

function readable(body: Buffer): string {
  const text = body.toString();
  return Buffer.from(text).equals(body) ? text : `0x${body.toString('hex')}`;
}

function named(text: string, names: DeployedGateway['names'], nonces: string[]): string {
  let result = text;
  for (const [value, name] of names) result = result.replaceAll(value, name);
  return result
    .replace(/nonce-[0-9a-f-]{36}/g, (nonce) => {
      if (!nonces.includes(nonce)) nonces.push(nonce);
      return `nonce ${nonces.indexOf(nonce) + 1}`;
    })
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{uuid}')
    .replace(/Root=1-[0-9a-f]{8}-[0-9a-f]{24}/g, 'Root={trace}')
    .replace(/\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000/g, '{time}')
    .replace(/\b\d{13}\b/g, '{epoch}')
    .replace(/(^|")[A-Za-z0-9+/_-]{15}=($|")/g, '$1{extended id}$2');
}
