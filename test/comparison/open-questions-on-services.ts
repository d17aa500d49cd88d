import type { OpenQuestion } from './open-question';

/** What to look for at Secrets Manager and DynamoDB. */
export const OPEN_QUESTIONS_ON_SERVICES: readonly OpenQuestion[] = [
  {
    id: 'put-without-value',
    asks: 'Which error has PutSecretValue without a value?',
    on: 'secrets',
    cases: ['PutSecretValue: without a value'],
    aspect: 'answer',
    outcomes: [
      { shows: '400 InvalidParameterException', means: 'as on the twin' },
      { shows: '400 InvalidRequestException', means: 'change the twin' },
    ],
  },
  {
    id: 'delete-twice',
    asks: 'What says a second DeleteSecret, not forced?',
    on: 'secrets',
    cases: ['DeleteSecret: twice'],
    aspect: 'message',
    outcomes: [
      { shows: '*marked for deletion.', means: 'the text of every other operation, as on the twin' },
      { shows: '*already scheduled for deletion.', means: 'a text of its own: change the twin' },
    ],
  },
  {
    id: 'query-page',
    asks: 'Does a page of a Query hold the item with which it passes 1 MB?',
    on: 'registry',
    cases: ['tokens listed over several pages'],
    aspect: 'call 6 (Query)',
    outcomes: [
      { shows: '*{"Count":4,*', means: 'it does, as on the twin' },
      { shows: '*{"Count":3,*', means: 'it does not; what is listed stays the same' },
    ],
  },
];
