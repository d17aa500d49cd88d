import { openQuestion } from '../aws-sources';
import type { ExplainedDifference } from '../explained-difference';

/** DynamoDB, as the registry’s adapters use it: the twin against MiniStack. */
export const REGISTRY_DIFFERENCES: readonly ExplainedDifference[] = [
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
