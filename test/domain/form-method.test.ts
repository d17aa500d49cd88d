import { formOverridesMethod } from '../../lambda/domain/form-method';
import { foldParameterName } from '../../lambda/domain/parameter-name';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

function part(disposition: string, content = 'DELETE'): string {
  return `--b\r\n${disposition}\r\n\r\n${content}\r\n--b--\r\n`;
}

test.each([
  [FORM, 'a=1&_method=DELETE'],
  [FORM, 'a=1;_METHOD=DELETE'],
  [FORM, '%5fmethod=DELETE'],
  [FORM, '.method=DELETE'],
  [FORM, '+_method=DELETE'],
  [FORM, '_method[]=DELETE'],
  [FORM, '_method=POST&_method=DELETE'],
  [FORM, '_method'],
  ['', '_method=DELETE'],
  [MULTIPART, part('Content-Disposition: form-data; name="_method"')],
  [MULTIPART, part('content-disposition:form-data;name=_method')],
  [MULTIPART, part('Content-Disposition: form-data;\r\n name="_method"')],
  [MULTIPART, part('Content-Disposition: form-data; filename="a"; name=".method"')],
  [MULTIPART, part('Content-Disposition: form-data;\n\tname="_method"')],
  [MULTIPART, part('Content-Disposition: form-data; name = "_method"')],
  [MULTIPART, part('Content-Disposition: form-data; NAME="_method"')],
  [
    MULTIPART,
    `${part('Content-Disposition: form-data; name="a"')}${part('Content-Disposition: form-data; name="_method"')}`,
  ],
  [MULTIPART, part('Content-Disposition: form-data; name="_method"', 'POST')],
])('H6 a form of type "%s" with %j names another method', (mediaType, body) => {
  expect(formOverridesMethod(mediaType, Buffer.from(body), 'POST')).toBe(true);
});

test.each([
  [FORM, 'a=1&method=card'],
  [FORM, '_method=POST'],
  [FORM, 'note=_method'],
  [FORM, ''],
  [MULTIPART, part('Content-Disposition: form-data; name="a"; filename="x"')],
  [MULTIPART, part('Content-Disposition: form-data; name="a"', '\r\nname="_method"')],
  [MULTIPART, part('Content-Disposition: form-data; filename="_method"')],
  [MULTIPART, part('Content-Disposition: form-data; name="page"; filename="_method"', '<input name="_method">')],
  ['application/json', '{"_method":"DELETE"}'],
])('H6 a body of type "%s" with %j does not', (mediaType, body) => {
  expect(formOverridesMethod(mediaType, Buffer.from(body), 'POST')).toBe(false);
});

test('a parameter’s name is folded as the most lenient framework reads it', () => {
  expect([' api.key', 'API_KEY[]', 'api-key[a]\nb'].map(foldParameterName)).toEqual(['api-key', 'api-key', 'api-key']);
});
