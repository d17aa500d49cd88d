/** A request target taken apart; nothing in it is decoded. */
export interface RequestTarget {
  readonly stage: string;
  /** Without the stage, slashes at the front collapsed, otherwise as sent; at least `/`. */
  readonly path: string;
  /** With the stage, as `requestContext.path` has it: only slashes before the stage are collapsed. */
  readonly pathWithStage: string;
  /** Without the `?`; empty where there is none. */
  readonly rawQuery: string;
}

/**
 * @param target in origin form. Not `URL`: it would take `//stage/x` for a host and resolve dot segments.
 */
export function parseRequestTarget(target: string): RequestTarget {
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const pathWithStage = rawPath.replace(/^\/+/, '/');
  const [, stage = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(pathWithStage) ?? [];
  return {
    stage,
    path: `/${rest.replace(/^\/+/, '')}`,
    pathWithStage,
    rawQuery: mark < 0 ? '' : target.slice(mark + 1),
  };
}
