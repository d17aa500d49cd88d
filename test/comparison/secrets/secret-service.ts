import { unsignedAuthorization } from '../cloudformation';
import { ABSENT, type Observation } from '../observation';
import { type SecretCall, type SecretCase, VERSIONS } from './secret-case';

interface Reply {
  readonly status: number;
  /** With names for what differs on every run. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly sent: Readonly<Record<string, unknown>>;
}

/** What one compared call showed. */
export interface SecretObservation {
  /** The case’s name, with what was called where it compares several calls. */
  readonly name: string;
  readonly shown: Observation;
}

/** Members whose values mean the same on every side; of the others only that they are there is compared. */
const MEANINGFUL = [
  ...['ARN', 'Name', 'VersionId', 'VersionStages', 'VersionIdsToStages', 'SecretString', 'SecretBinary'],
  ...['Description', 'Tags', 'Key', 'Value', 'DeletionDate', 'Versions', 'SecretList', 'RandomPassword'],
];

/** Secrets Manager at some endpoint, called over its wire protocol. */
export class SecretService {
  constructor(private readonly endpoint: string) {}

  /** @returns for each compared call: `answer`, and `values` and `members` or `message`. */
  async observe(one: SecretCase, name: string): Promise<SecretObservation[]> {
    const words = new Map([['{name}', name]]);
    for (const call of one.before) {
      const { status, body, sent } = await this.call(call, words);
      if (status !== 200) {
        return [{ name: one.name, shown: { answer: `${status} ${typeOf(body)} of ${call.operation} before it` } }];
      }
      const { ARN: arn, VersionId: version } = sent;
      if (typeof arn === 'string') words.set('{arn}', arn.replace(/-[A-Za-z0-9]{6}$/, ''));
      // Whether a secret is made under the caller's token is a case of its own; elsewhere it would hide the rest.
      if (call.operation === 'CreateSecret' && typeof version === 'string') words.set(VERSIONS.first, version);
    }
    const observations: SecretObservation[] = [];
    for (const [index, call] of one.compared.entries()) {
      const reply = await this.call(call, words);
      const shown = shownOf(reply, call.operation === one.area);
      const suffix = one.compared.length === 1 ? '' : `, call ${index + 1} (${call.operation})`;
      observations.push({ name: `${one.name}${suffix}`, shown });
    }
    return observations;
  }

  private async call({ operation, input }: SecretCall, words: ReadonlyMap<string, string>): Promise<Reply> {
    let body = JSON.stringify(input);
    for (const [word, actual] of words) body = body.replaceAll(word, actual);
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${operation}`,
        authorization: unsignedAuthorization('secretsmanager'),
      },
      body,
    });
    const { status } = response;
    const text = await response.text();
    let named = text.replace(ANY_ARN, '$1{account}$2{random}');
    for (const [word, actual] of words) named = named.replaceAll(actual, word);
    try {
      return { status, body: JSON.parse(named) as Reply['body'], sent: JSON.parse(text) as Reply['body'] };
    } catch {
      return { status, body: { __type: '(no JSON)', message: '' }, sent: {} };
    }
  }
}

const ANY_ARN = /(arn:aws:secretsmanager:us-east-1:)\d{12}(:secret:[\w/+=.@{} -]*-)[A-Za-z0-9]{6}/g;

function typeOf(body: Reply['body']): string {
  return String(body['__type']).replace(/^.*#/, '');
}

function shownOf({ status, body }: Reply, withMembers: boolean): Record<string, string> {
  if (status !== 200) {
    const message = String(body['Message'] ?? body['message'] ?? ABSENT).replace(/\s+/g, ' ');
    return { answer: `${status} ${typeOf(body)}`, message };
  }
  return {
    answer: '200',
    values: JSON.stringify(meaningful(body)),
    ...(withMembers && { members: Object.keys(body).sort().join(' ') }),
  };
}

/** In one order, without what is blank; times and passwords as what they are. */
function meaningful(value: unknown, key = ''): unknown {
  if (key === 'DeletionDate') return typeof value === 'number' ? '{time}' : '{no time}';
  if (key === 'RandomPassword') return passwordShape(String(value));
  if (Array.isArray(value)) {
    return value.map((each) => meaningful(each)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, each]) => (key === 'VersionIdsToStages' || MEANINGFUL.includes(name)) && !isBlank(each))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, meaningful(each, name)]));
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Length and kinds of characters: each must be there in a password that is long enough. */
function passwordShape(password: string): string {
  const kinds = { lower: /[a-z]/, upper: /[A-Z]/, digit: /[0-9]/, other: /[^A-Za-z0-9 ]/, space: / / };
  const present = Object.entries(kinds).filter(([, pattern]) => pattern.test(password));
  const distinct = password.length >= 4000 ? `, ${new Set(password).size} different` : '';
  return `${password.length} of ${present.map(([kind]) => kind).join(' ')}${distinct}`;
}
