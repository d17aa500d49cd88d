import type { OpenQuestion } from './open-question';

const FAILED = '500 AuthorizerConfigurationException {"message":null}';
const MALFORMED = '502 *';

/** The rest of what to look for: authorizers, gateway responses, integrations. */
export const OPEN_QUESTIONS_ON_ANSWERS: readonly OpenQuestion[] = [
  {
    id: 'authorizer-latency',
    asks: 'Which members does `requestContext.authorizer` have beside the authorizer’s own?',
    cases: ['authorizer: members of the context'],
    aspect: 'keys:event.requestContext.authorizer',
    outcomes: [
      { shows: '* integrationLatency *', means: '`principalId` and `integrationLatency`, as on the twin' },
      { shows: '*', means: 'no `integrationLatency`: remove it from the twin' },
    ],
  },
  {
    id: 'authorizer-extended-id',
    asks: 'Does an authorizer’s event have `extendedRequestId`?',
    cases: ['authorizer: members of its request context'],
    aspect: 'keys:authorizer.requestContext',
    outcomes: [
      { shows: '* extendedRequestId *', means: 'it has, as on the twin; records name the id that clients get' },
      { shows: '*', means: 'it has not: decision records lack that id, and are joined by `requestId` alone' },
    ],
  },
  {
    id: 'authorizer-multi-values',
    asks: 'Does an authorizer’s event have `multiValueQueryStringParameters`, and what for no query?',
    cases: ['authorizer: its event'],
    aspect: 'authorizer.multiValueQueryStringParameters',
    outcomes: [
      { shows: '{}', means: 'an empty map, as on the twin' },
      { shows: 'null', means: 'null: the authorizer must take it for empty' },
      { shows: '(absent)', means: 'none at all: the authorizer cannot see repeated names' },
    ],
  },
  {
    id: 'method-arn-encoding',
    asks: 'Is the path in a method ARN percent-encoded as it was sent?',
    cases: ['authorizer: method ARN with encoded characters'],
    aspect: 'authorizer.methodArn',
    outcomes: [
      { shows: '*/GET/authorized/a%20b%2Fc"', means: 'as sent, as on the twin' },
      { shows: '*', means: 'decoded: an ARN built from it covers other paths' },
    ],
  },
  {
    id: 'authorizer-condition',
    asks: 'What does a `Condition` in an authorizer’s policy do?',
    cases: ['authorizer: a condition'],
    aspect: 'answer',
    outcomes: [
      { shows: FAILED, means: 'the twin’s refusal of what is not known, or AWS’s' },
      { shows: '200 *', means: 'it is passed over' },
      { shows: '403 *', means: 'it is evaluated' },
    ],
  },
  {
    id: 'authorizer-no-principal',
    asks: 'Is an output without `principalId` used?',
    cases: ['authorizer: no principalId'],
    aspect: 'answer',
    outcomes: [
      { shows: FAILED, means: 'it is an error, as on the twin and in the guide' },
      { shows: '200 *', means: 'its policy counts: the twin is stricter than AWS' },
    ],
  },
  {
    id: 'authorizer-no-version',
    asks: 'Is a policy without `Version` used?',
    cases: ['authorizer: a policy without Version'],
    aspect: 'answer',
    outcomes: [
      { shows: FAILED, means: 'it is an error, as on the twin' },
      { shows: '200 *', means: 'it counts: the twin is stricter than AWS' },
    ],
  },
  {
    id: 'authorizer-null-value',
    asks: 'What does `null` as a value of the context do?',
    cases: ['authorizer: null in the context'],
    aspect: 'answer',
    outcomes: [
      { shows: FAILED, means: 'it is an error, as on the twin' },
      { shows: '200 *', means: 'look at the members of the context' },
    ],
  },
  {
    id: 'authorizer-failure',
    asks: 'Which response type has an authorizer that throws, and one whose output is malformed?',
    cases: ['gateway response: authorizer throws', 'gateway response: authorizer answers nothing'],
    aspect: 'answer',
    outcomes: [
      { shows: '503 * {"type":"AUTHORIZER_CONFIGURATION_ERROR","text":null}', means: 'as on the twin' },
      { shows: '503 *', means: 'AUTHORIZER_CONFIGURATION_ERROR with another text: change the twin’s' },
      { shows: '504 *', means: 'AUTHORIZER_FAILURE; a gateway that shapes one of the two only shows the other bare' },
    ],
  },
  {
    id: 'identity-source-without-cache',
    asks: 'Is a missing identity source a 401 at TTL 0 too?',
    cases: ['authorizer: identity source missing without a cache', 'authorizer: identity source empty without a cache'],
    aspect: 'answer',
    outcomes: [
      { shows: '401 *', means: 'it is, as on the twin' },
      { shows: '200 *', means: 'the function is asked: change the twin' },
    ],
  },
  {
    id: 'response-repeated-query',
    asks: 'Which value of a repeated query name does a gateway response’s header take?',
    cases: ['gateway response: headers from the request'],
    aspect: 'header.x-query',
    outcomes: [
      { shows: 'last', means: 'the last, as on the twin' },
      { shows: 'first', means: 'the first: change the twin' },
    ],
  },
  {
    id: 'response-status',
    asks: 'What is `$context.status` in a gateway response’s template?',
    cases: ['gateway response: variables in a template, implicit deny'],
    aspect: 'answer',
    outcomes: [
      { shows: '*"status":"403"}', means: 'the answer’s status, as on the twin' },
      { shows: '*"status":""}', means: 'empty: change the twin' },
      { shows: '*', means: 'something else' },
    ],
  },
  {
    id: 'response-unresolved',
    asks: 'What does a variable without a value leave in a gateway response?',
    cases: ['gateway response: a type of its own takes nothing from the family'],
    aspect: 'answer',
    outcomes: [
      { shows: '*"unknown":"[]"}', means: 'nothing, as on the twin' },
      { shows: '*"unknown":"[$context.nothing]"}', means: 'its own name: set the choice `unresolvedVariable` so' },
      { shows: '*', means: 'something else' },
    ],
  },
  {
    id: 'response-accept',
    asks: 'Does `Accept` choose among a gateway response’s templates?',
    cases: ['gateway response: template by Accept'],
    aspect: 'answer',
    outcomes: [
      { shows: '*as text', means: 'it does, as on the twin' },
      {
        shows: '*"as":"json"*',
        means: 'it does not; JSON’s is used: a template under another type alone is never seen',
      },
    ],
  },
  {
    id: 'empty-output',
    asks: 'Is `{}`, or `null`, an output of the proxy format?',
    cases: ['integration: an empty object', 'integration: null'],
    aspect: 'answer',
    outcomes: [
      { shows: MALFORMED, means: 'it is not, as on the twin' },
      { shows: '200*', means: 'it is: the twin is stricter than AWS' },
    ],
  },
  {
    id: 'status-range',
    asks: 'Which numbers may a function’s status have?',
    cases: ['integration: status 99', 'integration: status 600'],
    aspect: 'answer',
    outcomes: [
      { shows: MALFORMED, means: 'not this one, as on the twin' },
      { shows: '*', means: 'this one too: widen the twin’s range' },
    ],
  },
  {
    id: 'null-in-output',
    asks: 'What does a header with the value `null` do?',
    cases: ['integration: a header value null'],
    aspect: 'answer',
    outcomes: [
      { shows: MALFORMED, means: 'it is an error, as on the twin' },
      { shows: '200*', means: 'the header is left out, or empty: change the twin' },
    ],
  },
  {
    id: 'null-body',
    asks: 'What does a body that is `null` do?',
    cases: ['integration: a body null'],
    aspect: 'answer',
    outcomes: [
      { shows: '200', means: 'an empty body, as on the twin' },
      { shows: '*', means: 'something else: change the twin' },
    ],
  },
  {
    id: 'mock-content-type',
    asks: 'Has a fixed answer without a body a `Content-Type`?',
    cases: ['integration: preflight', 'integration: preflight where every type is binary'],
    aspect: 'header.content-type',
    outcomes: [
      { shows: '(absent)', means: 'none, as on the twin' },
      { shows: 'application/json', means: 'JSON’s: add it to the twin' },
    ],
  },
];
