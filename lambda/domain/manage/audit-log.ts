/** The proxy's audit records, as they are kept. Throws `ServiceFault`. */
export interface AuditLog {
  /**
   * Lines in the order of time.
   *
   * @param pattern of CloudWatch Logs. @param since epoch milliseconds.
   */
  search(pattern: string, since: number): AsyncIterable<string>;
}

/** A pattern that finds JSON events by the values of some of their members. @param wanted values by path. */
export function auditPattern(wanted: Readonly<Record<string, string>>): string {
  const clauses = Object.entries(wanted).map(
    ([path, value]) => `$.${path} = "${value.replace(/["\\]/g, (character) => `\\${character}`)}"`,
  );
  return `{ ${clauses.join(' && ')} }`;
}
