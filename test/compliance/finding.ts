/** What a checker has to say about one resource. */
export interface Finding {
  /** Name of the checker, or of a rule pack. */
  readonly checker: string;
  readonly rule: string;
  /** Path of the construct, for example `Stack/Proxy/Registry/Resource`. */
  readonly path: string;
}

/** What the construct tree says that need not be said. */
export interface Acknowledgement {
  readonly rule: string;
  /** Path of the construct that it holds for, with all below. */
  readonly path: string;
  readonly reason: string;
}

/** Whether an acknowledgement is about a finding. */
export function covers(acknowledgement: Acknowledgement, finding: Finding): boolean {
  return (
    acknowledgement.rule === finding.rule &&
    (finding.path === acknowledgement.path || finding.path.startsWith(`${acknowledgement.path}/`))
  );
}

/** Acknowledgements of what no checker says. */
export function deadAcknowledgements(
  acknowledgements: readonly Acknowledgement[],
  findings: readonly Finding[],
): Acknowledgement[] {
  return acknowledgements.filter((one) => !findings.some((finding) => covers(one, finding)));
}
