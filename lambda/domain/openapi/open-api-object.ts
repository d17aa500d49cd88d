/** A member of a document whose shape nobody vouches for. */
export type OpenApiObject = Readonly<Record<string, unknown>>;

/** @returns an empty object for anything else. */
export function objectOf(json: unknown): OpenApiObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as OpenApiObject) : {};
}

/** @returns an empty list for anything else. */
export function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

export function textOf(json: unknown): string | undefined {
  return typeof json === 'string' && json !== '' ? json : undefined;
}
