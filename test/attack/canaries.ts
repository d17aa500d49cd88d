import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A canary that was found, and where; never the canary itself. */
export interface CanaryHit {
  readonly canary: string;
  readonly place: string;
  readonly spelling: string;
}

/** Counts of one search. */
export interface CanarySearch {
  readonly hits: readonly CanaryHit[];
  /** Canary, spelling and place: so many were looked for. */
  readonly lookups: number;
}

/** Searches places for canaries, each in every spelling that a log or an answer could give it. */
export function searchCanaries(
  canaries: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
): CanarySearch {
  const hits: CanaryHit[] = [];
  let lookups = 0;
  for (const [canary, text] of Object.entries(canaries)) {
    for (const [spelling, needle] of Object.entries(spellingsOf(text))) {
      for (const [place, content] of Object.entries(places)) {
        lookups += 1;
        if (content.includes(needle)) {
          hits.push({ canary, place, spelling });
        }
      }
    }
  }
  return { hits, lookups };
}

/** Whole folder as one Latin-1 text, archives and bundles included. */
export function textOfFolder(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

function spellingsOf(text: string): Record<string, string> {
  const bytes = Buffer.from(text);
  return {
    raw: text,
    json: JSON.stringify(text).slice(1, -1),
    url: encodeURIComponent(text),
    dots: text.replaceAll('.', '%2E'),
    hex: bytes.toString('hex'),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((offset) => {
        const coded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
        const inner = coded.slice(Math.ceil((offset * 4) / 3), -4);
        return [
          [`base64+${offset}`, inner],
          [`base64url+${offset}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
        ];
      }),
    ),
  };
}
