import { openQuestion, SOURCES } from '../aws-sources';
import type { ExplainedDifference } from '../explained-difference';

const MAPS = {
  cases: ["a tenant's own policies, moved by two at a time, and back"],
  follows: 'other',
  because: 'The twin’s table finds no two maps equal, so a condition on a map never holds there: the move is refused.',
  source: SOURCES.conditions,
} as const;

/** DynamoDB, as the registry’s adapters use it: the twin against MiniStack. */
export const REGISTRY_DIFFERENCES: readonly ExplainedDifference[] = [
  { ...MAPS, aspect: 'result', twin: '{"value":[false,*', other: '{"value":[true,*' },
  ...[1, 2, 4, 6].map((call) => ({
    ...MAPS,
    aspect: `call ${call} (UpdateItem)`,
    twin: '*ConditionalCheckFailedException*',
    other: '*→ {}',
  })),
  { ...MAPS, aspect: 'call 5 (GetItem)', twin: '*"policies":{"M":{}}*', other: '*"managedPolicies"*' },
  {
    cases: ['tokens listed over several pages'],
    aspect: 'call 6 (Query)',
    twin: '*{"Count":4,*',
    other: '*{"Count":3,*',
    follows: 'unknown',
    because: 'A page holds 1 MB; whether also the item that passes it is not documented. What is listed is the same.',
    source: openQuestion('query-page'),
  },
  {
    cases: ['tokens listed over several pages'],
    aspect: 'call 7 (Query)',
    twin: '*{"Count":1,*',
    other: '*{"Count":2,*',
    follows: 'unknown',
    because: 'The rest of what the page before did not hold.',
    source: openQuestion('query-page'),
  },
];
