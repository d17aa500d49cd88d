import type { OpenQuestion } from './open-question';
import { OPEN_QUESTIONS_ON_ANSWERS } from './open-questions-on-answers';
import { OPEN_QUESTIONS_ON_SERVICES } from './open-questions-on-services';

const ROUTED = 'event.path, event.requestContext.path';

/** Routes, paths, events. */
const ON_REQUESTS: readonly OpenQuestion[] = [
  {
    id: 'binary-without-accept',
    asks: 'Is a base64 body decoded where every type is binary (`*/*`) and the request has no `Accept`?',
    cases: ['integration: every type binary, no Accept'],
    aspect: 'answer',
    outcomes: [
      { shows: '200 hello', means: 'decoded, as on the twin' },
      {
        shows: '200 aGVsbG8=',
        means: 'clients without `Accept` get base64 text: the forwarder must answer text as text for them',
      },
    ],
  },
  {
    id: 'binary-without-type',
    asks: 'Does a body without `Content-Type` count as binary where every type is?',
    cases: ['integration: a request without a type where every type is binary'],
    aspect: 'event.isBase64Encoded',
    outcomes: [
      { shows: 'true', means: 'as on the twin' },
      { shows: 'false', means: 'it comes as text; bytes that are no UTF-8 are lost before a function sees them' },
    ],
  },
  {
    id: 'stage-root',
    asks: 'What is `requestContext.path` of a call of the stage without a slash?',
    cases: ['routing: the stage without a slash (GET )'],
    aspect: ROUTED,
    outcomes: [
      { shows: 'path "/", requestContext.path "/prod"', means: 'as on the twin' },
      { shows: 'path "/", requestContext.path "/prod/"', means: 'a slash is added: change the twin' },
    ],
  },
  {
    id: 'empty-segments',
    asks: 'Do two slashes in the middle or at the end of a static path collapse?',
    cases: [
      'routing: two slashes at the end (GET /static//)',
      'routing: two slashes in the middle of static (GET /static//child)',
      'routing: an empty {param} (GET /items//parts/2)',
    ],
    aspect: 'answer',
    outcomes: [
      { shows: '403 *', means: 'they do not, as on the twin' },
      { shows: '200 *', means: 'they do: the twin is stricter than AWS' },
    ],
  },
  {
    id: 'greedy-leading-slash',
    asks: 'Does a greedy value keep the slash that it begins with?',
    cases: ['routing: two slashes before greedy (GET /tree//a)'],
    aspect: 'event.pathParameters',
    outcomes: [
      { shows: '{"proxy":"/a"}', means: 'it does, as on the twin' },
      { shows: '{"proxy":"a"}', means: 'it does not: change the twin' },
    ],
  },
  {
    id: 'encoded-route',
    asks: 'Is a path percent-decoded before it is routed?',
    cases: ['routing: an unreserved character of a static resource encoded (GET /st%61tic)'],
    aspect: 'answer',
    outcomes: [
      { shows: '400 {"message":"Bad Request: the route depends *', means: 'the twin’s refusal of what is not known' },
      { shows: '200 *', means: 'it is: whatever a policy says of a path must hold for its encoded spellings too' },
      { shows: '403 *', means: 'it is not' },
    ],
  },
  {
    id: 'verb-mismatch',
    asks: 'Does a verb that a static resource lacks reach its {param} sibling?',
    cases: ['routing: another verb on the resource beside {param} (GET /mixed/fixed)'],
    aspect: 'answer',
    outcomes: [
      { shows: '403 MissingAuthenticationTokenException *', means: 'it does not, as on the twin' },
      { shows: '200 echo', means: 'it does: make `verbMismatchReachesParameter` the default' },
    ],
  },
  {
    id: 'trailing-slash',
    asks: 'Does one slash at the end of a static path or a {param} matter?',
    cases: [
      'routing: slash at the end of static (GET /static/)',
      'routing: slash at the end of {param} (GET /items/1/)',
    ],
    aspect: 'answer',
    outcomes: [
      { shows: '200 echo', means: 'it does not, as on the twin' },
      { shows: '403 *', means: 'it does: change the twin' },
    ],
  },
  {
    id: 'letter-case',
    asks: 'Is the letter case of a path part significant?',
    cases: ['routing: letter case (GET /STATIC)'],
    aspect: 'answer',
    outcomes: [
      { shows: '403 *', means: 'it is, as on the twin' },
      { shows: '200 *', means: 'it is not: a policy that names a path would miss its other spellings' },
    ],
  },
  {
    id: 'dot-segments',
    asks: 'Are `..` segments resolved before a request is routed?',
    cases: ['routing: dot segments (GET /tree/../static)'],
    aspect: 'answer',
    outcomes: [
      {
        shows: '200 echo',
        means: 'look at the event’s path: `/tree/../static` is the twin’s, `/static` means resolved',
      },
      { shows: '4*', means: 'refused: the twin is laxer than AWS' },
    ],
  },
  {
    id: 'broken-query',
    asks: 'What is answered to a broken escape, and to a raw |, in a query?',
    cases: ['query: a broken escape (?a=%zz)', 'query: a raw bar (?a=b|c)'],
    aspect: 'answer',
    outcomes: [
      { shows: '400 *', means: 'a refusal, as on the twin' },
      { shows: '200 *', means: 'it is served: look at the event’s query' },
      { shows: '4*', means: 'a refusal with another status' },
    ],
  },
  {
    id: 'method-override',
    asks: 'When does `X-HTTP-Method-Override` take effect?',
    cases: ['event: a method override'],
    aspect: 'answer',
    outcomes: [
      { shows: '400 {"message":"Bad Request: the twin *', means: 'the twin’s refusal of what is not known' },
      { shows: '403 *', means: 'before routing: the overriding verb has no method there' },
      { shows: '200 *', means: 'after routing, or only for the integration: look at `event.httpMethod`' },
    ],
  },
  {
    id: 'no-user-agent',
    asks: 'What is `identity.userAgent` of a call without the header?',
    cases: ['event: no user agent'],
    aspect: 'event.requestContext.identity.userAgent',
    outcomes: [
      { shows: 'null', means: 'as on the twin' },
      { shows: '*', means: 'change the twin' },
    ],
  },
  {
    id: 'forwarded-for',
    asks: 'What becomes of a client’s own `X-Forwarded-For`?',
    cases: ['event: forwarding headers of the client'],
    aspect: 'event.headers.x-forwarded-for',
    outcomes: [
      { shows: '"203.0.113.9, *"', means: 'the address is appended, as on the twin' },
      { shows: '"203.0.113.9"', means: 'it is passed on unchanged' },
      { shows: '*', means: 'it is replaced' },
    ],
  },
  {
    id: 'authorizer-key',
    asks: 'Are calls metered under the key that the authorizer names, and refused without one?',
    cases: [
      'keys: a key that the authorizer names (AUTHORIZER)',
      'keys: the authorizer names none (AUTHORIZER)',
      'keys: a key in the header alone (AUTHORIZER)',
      'keys: a quota of two of the authorizer’s key (AUTHORIZER)',
    ],
    aspect: 'answer',
    outcomes: [
      { shows: '200 echo', means: 'the key counts (expected where the authorizer names a good one)' },
      { shows: '403 ForbiddenException *', means: 'no key counts (expected of the other two)' },
      {
        shows: '200 echo ; 200 echo ; 429 LimitExceededException *',
        means: 'the quota is the named key’s, as on the twin',
      },
      { shows: '200 echo ; 200 echo ; 200 echo', means: 'quotas are best effort: send some more' },
    ],
  },
  {
    id: 'throttle-or-quota',
    asks: 'Where both are spent: which 429 is it?',
    cases: ['keys: throttle and quota spent at once'],
    aspect: 'answer',
    outcomes: [
      { shows: '200 echo ; 429 TooManyRequestsException *', means: 'the throttle’s, as on the twin' },
      { shows: '200 echo ; 429 LimitExceededException *', means: 'the quota’s: look at the quota first in the twin' },
      { shows: '*', means: 'limits are best effort: send some more' },
    ],
  },
  {
    id: 'throttle-or-authorizer',
    asks: 'Is a method’s throttle looked at before the authorizer is called?',
    cases: ['keys: a closed method, denied by the authorizer'],
    aspect: 'answer',
    outcomes: [
      { shows: '403 AccessDeniedException *', means: 'the authorizer comes first, as on the twin' },
      { shows: '429 *', means: 'the throttle comes first: strangers’ calls cost no function' },
    ],
  },
  {
    id: 'url-too-long',
    asks: 'What is answered to a URL over the limit?',
    cases: ['limits: a URL of 10,300 characters'],
    aspect: 'answer',
    outcomes: [
      { shows: '414 *', means: 'this status, as on the twin' },
      { shows: '4*', means: 'another status: change the twin' },
      { shows: '200 *', means: 'the limit is not exact' },
    ],
  },
  {
    id: 'headers-too-large',
    asks: 'What is answered to headers over the limit?',
    cases: ['limits: headers of 11,000 bytes'],
    aspect: 'answer',
    outcomes: [
      { shows: '431 *', means: 'this status, as on the twin; compare the text' },
      { shows: '4*', means: 'another status: change the twin' },
      { shows: '200 *', means: 'the limit is not exact' },
    ],
  },
  {
    id: 'body-too-large',
    asks: 'What is answered to a body over the limit?',
    cases: ['limits: a body of one byte over 10 MB'],
    aspect: 'answer',
    outcomes: [
      { shows: '413 HTTP content length exceeded 10485760 bytes.', means: 'plain text, as on the twin' },
      { shows: '413 *', means: 'another text: change the twin' },
    ],
  },
];

/** What to look for on a real account; `npm run comparison:observe` sends a gateway's requests and reads the outcomes. */
export const OPEN_QUESTIONS: readonly OpenQuestion[] = [
  ...ON_REQUESTS,
  ...OPEN_QUESTIONS_ON_ANSWERS,
  ...OPEN_QUESTIONS_ON_SERVICES,
];
