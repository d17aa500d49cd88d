/**
 * A route's path template, below its API: `` (the API itself), or `/` followed by segments.
 *
 * A segment is a literal, `{name}` (exactly one segment that is not empty) or, last only, `{name+}` (one segment or
 * more). A trailing slash is an empty literal at the end, so it makes another route.
 */
export interface PathTemplate {
  readonly segments: readonly PathSegment[];
}

export type PathSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

export type PathTemplateParse =
  | { readonly ok: true; readonly template: PathTemplate }
  | { readonly ok: false; readonly error: string };

/** Longest template, in characters. */
export const TEMPLATE_LIMIT = 512;
/** Most segments of a template. */
export const SEGMENT_LIMIT = 32;

const PARAMETER = /^\{([A-Za-z][A-Za-z0-9_]{0,63})(\+?)\}$/;
/** What RFC 3986 lets stand in a segment as it is, without `*`, `;` and escapes, which no request may carry. */
const LITERAL = /^[A-Za-z0-9\-._~!$&'()+,=:@]+$/;

/**
 * Reads a template.
 *
 * @param template for example `/repos/{owner}/{repo}` or `/files/{path+}`.
 */
export function parsePathTemplate(template: string): PathTemplateParse {
  const refuse = (problem: string): PathTemplateParse => ({
    ok: false,
    error: `Path template ${JSON.stringify(template.slice(0, TEMPLATE_LIMIT))} ${problem}`,
  });
  if (template.length > TEMPLATE_LIMIT) {
    return refuse(`is longer than ${TEMPLATE_LIMIT} characters; shorten it or end it with a greedy {name+}.`);
  }
  if (template === '') {
    return { ok: true, template: { segments: [] } };
  }
  if (!template.startsWith('/')) {
    return refuse('does not start with "/"; put one in front.');
  }
  const texts = template.slice(1).split('/');
  if (texts.length > SEGMENT_LIMIT) {
    return refuse(`has more than ${SEGMENT_LIMIT} segments; end it with a greedy {name+}.`);
  }
  const segments: PathSegment[] = [];
  const names = new Set<string>();
  for (const [index, text] of texts.entries()) {
    const last = index === texts.length - 1;
    const parameter = PARAMETER.exec(text);
    if (parameter === null) {
      if (text === '' ? !last : !LITERAL.test(text) || text.endsWith('.')) {
        return refuse(
          `has the segment ${JSON.stringify(text)}; allowed: {name} or {name+} as the whole segment, or letters, digits and -._~!$&'()+,=:@ without a dot at the end.`,
        );
      }
      segments.push({ kind: 'literal', text });
      continue;
    }
    const name = parameter[1] as string;
    const greedy = parameter[2] === '+';
    if (greedy && !last) {
      return refuse(`has {${name}+} before its end; a greedy parameter is the last segment.`);
    }
    if (names.has(name)) {
      return refuse(`names {${name}} twice; give each parameter a name of its own.`);
    }
    names.add(name);
    segments.push({ kind: greedy ? 'greedy' : 'parameter', name });
  }
  return { ok: true, template: { segments } };
}

/** What a template matches, names of parameters left out: two routes of one method and shape cannot be told apart. */
export function shapeOf(template: PathTemplate): string {
  return template.segments
    .map((segment) => (segment.kind === 'literal' ? `/${segment.text}` : segment.kind === 'greedy' ? '/{+}' : '/{}'))
    .join('');
}

/** Parameters of a template, in order. */
export function parametersOf(template: PathTemplate): { readonly name: string; readonly greedy: boolean }[] {
  return template.segments.flatMap((segment) =>
    segment.kind === 'literal' ? [] : [{ name: segment.name, greedy: segment.kind === 'greedy' }],
  );
}
