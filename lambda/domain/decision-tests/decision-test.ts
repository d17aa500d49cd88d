import { isListOf, isObjectWith, isOneOf, isOptional, isPlainObject, isText, type ShapeOf } from '../shape';

const isContext = (value: unknown): value is Readonly<Record<string, unknown>> => isPlainObject(value);

const isDecisionTest = isObjectWith({
  name: isText,
  /** A declared user as `tenant/user`, or whoever is of a tenant and has roles. */
  who: isObjectWith({ tenant: isOptional(isText), user: isOptional(isText), roles: isOptional(isListOf(isText)) }),
  /** `<api>:<action>` */
  action: isText,
  /** Key of the route, as in `GET /orders/{id}`; left out = every route that needs the action. */
  route: isOptional(isText),
  /** What policies may read of the request; what is left out is as in a plain request. */
  context: isOptional(isContext),
  expect: isOneOf('permit', 'forbid'),
  /** Ids of exactly the policies that decide; left out = whichever. */
  by: isOptional(isListOf(isText)),
});

/** What somebody expects of the policies, for one request. */
export type DecisionTest = ShapeOf<typeof isDecisionTest>;

export type DecisionTestReading =
  | { readonly ok: true; readonly tests: readonly DecisionTest[] }
  | { readonly ok: false; readonly problem: string };

const MEMBERS = ['name', 'who', 'action', 'route', 'context', 'expect', 'by'];

/** @param json a parsed file: `tests:` with a list. */
export function readDecisionTests(json: unknown): DecisionTestReading {
  const list = isPlainObject(json) ? json['tests'] : json;
  if (!Array.isArray(list) || list.length === 0) {
    return { ok: false, problem: 'It holds no list of tests. Write tests: and below it one test or more.' };
  }
  for (const [index, one] of list.entries()) {
    const unknown = isPlainObject(one) ? Object.keys(one).filter((name) => !MEMBERS.includes(name)) : [];
    if (!isDecisionTest(one) || unknown.length > 0) {
      const given = unknown.length > 0 ? ` has ${unknown.join(', ')}` : ' is not one';
      const remedy =
        'name, who (user: tenant/user, or tenant with roles), action (api:Action), expect (permit or forbid); and, where wanted, route, context, by (a list of ids)';
      return { ok: false, problem: `Test ${index + 1}${given}; allowed: ${remedy}.` };
    }
  }
  return { ok: true, tests: list as DecisionTest[] };
}
