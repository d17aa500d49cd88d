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
  [`/{${'n'.repeat(64)}}`, '/{}'],
  [`/${'a/'.repeat(SEGMENT_LIMIT - 1)}b`, `/${'a/'.repeat(SEGMENT_LIMIT - 1)}b`],
  [`/${'a'.repeat(TEMPLATE_LIMIT - 1)}`, `/${'a'.repeat(TEMPLATE_LIMIT - 1)}`],
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

test('a template that is refused is named, as long as it may be', () => {
  const refused = shape(`/${'a'.repeat(TEMPLATE_LIMIT)}`);

  expect(refused).toContain(`Path template "/${'a'.repeat(TEMPLATE_LIMIT - 1)}" is longer`);
  expect(shape('/a/b;/c')).toMatch(/^Path template "\/a\/b;\/c" has the segment "b;"; allowed: .+\.$/);
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
  ['/{version}v', 'has the segment "{version}v"'],
  [`/{${'n'.repeat(65)}}`, 'has the segment'],
  ['/ab c', 'has the segment "ab c"'],
  ['/ ab', 'has the segment " ab"'],
  ['/{1st}', 'has the segment "{1st}"'],
  ['/{__proto__}', 'has the segment "{__proto__}"'],
  ['/{path+}/x', 'before its end'],
  ['/{id}/{id}', 'names {id} twice'],
  [`/${'a/'.repeat(SEGMENT_LIMIT)}b`, `more than ${SEGMENT_LIMIT} segments`],
  [`/${'a'.repeat(TEMPLATE_LIMIT)}`, `longer than ${TEMPLATE_LIMIT} characters`],
])('%s is refused', (template, problem) => {
  expect(shape(template)).toContain(problem);
});
