import { NAMESPACE } from '../policy-anchor';
import { isPlainObject } from '../shape';

/** Ids of the entities of a kind that policies name, each once. @param json one policy or several, in Cedar's JSON form. */
export function entitiesNamedIn(json: unknown, kind: 'Role' | 'Tenant' | 'ProxyUser'): string[] {
  if (Array.isArray(json)) {
    return [...new Set(json.flatMap((item) => entitiesNamedIn(item, kind)))];
  }
  if (!isPlainObject(json)) {
    return [];
  }
  const { type, id } = json;
  return type === `${NAMESPACE}::${kind}` && typeof id === 'string' ? [id] : entitiesNamedIn(Object.values(json), kind);
}
