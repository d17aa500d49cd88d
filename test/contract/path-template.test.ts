import {
  parametersOf,
  parsePathTemplate,
  SEGMENT_LIMIT,
  shapeOf,
  TEMPLATE_LIMIT,
} from '../../lambda/contract/path-template';

function shape(template: string): string {
  const parsed = parsePathTemplate(template);
  return parsed.ok ? shapeOf(parsed.template) : parsed.error;
}

test.each([
  ['', ''],
  ['/', '/'],
  ['/users', '/users'],
  ['/users/', '/users/'],
  ['/users/{id}/posts', '/users/{}/posts'],
  ['/files/{path+}', '/files/{+}'],
  ['/@me/a=b,c', '/@me/a=b,c'],
])('"%s" has the shape "%s"', (template, expected) => {
  expect(shape(template)).toBe(expected);
});

test('parameters come in order and say whether they are greedy', () => {
  const parsed = parsePathTemplate('/{owner}/x/{path+}');

  expect(parsed.ok && parametersOf(parsed.template)).toEqual([
    { name: 'owner', greedy: false },
    { name: 'path', greedy: true },
  ]);
});

test.each([
  ['users', 'does not start with "/"'],
  ['//users', 'has the segment ""'],
  ['/users//x', 'has the segment ""'],
  ['/..', 'has the segment ".."'],
  ['/users.', 'has the segment "users."'],
  ['/a%20b', 'has the segment "a%20b"'],
  ['/a;b', 'has the segment "a;b"'],
  ['/*', 'has the segment "*"'],
  ['/v{version}', 'has the segment "v{version}"'],
  ['/{1st}', 'has the segment "{1st}"'],
  ['/{__proto__}', 'has the segment "{__proto__}"'],
  ['/{path+}/x', 'before its end'],
  ['/{id}/{id}', 'names {id} twice'],
  [`/${'a/'.repeat(SEGMENT_LIMIT)}b`, `more than ${SEGMENT_LIMIT} segments`],
  [`/${'a'.repeat(TEMPLATE_LIMIT)}`, `longer than ${TEMPLATE_LIMIT} characters`],
])('%s is refused', (template, problem) => {
  expect(shape(template)).toContain(problem);
});
