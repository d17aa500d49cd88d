import { structuredPatch } from 'diff';

/** Lines around a change. */
const CONTEXT = 3;

/** The lines that differ, with `-` and `+`, as `diff -u` has them. @returns an empty text where none does. */
export function renderTextDiff(before: string, after: string): string {
  const { hunks } = structuredPatch('before', 'after', before, after, '', '', { context: CONTEXT });
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith('\\')),
    ])
    .join('\n');
}
