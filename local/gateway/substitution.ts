const VARIABLE = /\$(context|stageVariables|method\.request\.(?:header|querystring|path))((?:\.[A-Za-z0-9_-]+)+)/g;

/**
 * Replaces `$context.x`, `$stageVariables.x` and `$method.request.….x` in a text. No quotes are added and nothing is
 * escaped: that is how API Gateway does it.
 * @param resolve the value of a reference, given without the `$`.
 * @param missing stands for a variable without a value.
 */
export function substitute(text: string, resolve: (reference: string) => string | undefined, missing: string): string {
  return text.replace(VARIABLE, (whole: string) => {
    // A name may hold "-" but a "-" may also follow it, so the longest name that has a value counts.
    for (let end = whole.length; end > 0; end = whole.lastIndexOf('-', end - 1)) {
      const value = resolve(whole.slice(1, end));
      if (value !== undefined) return value + whole.slice(end);
    }
    return missing;
  });
}
