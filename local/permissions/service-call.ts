/** Where in a template a statement stands. */
export interface StatementOrigin {
  readonly stack: string;
  /** Of the role, policy, key, secret policy, table or permission that holds it. */
  readonly logicalId: string;
  /** Property that holds the document, for example `Policies[0].PolicyDocument`; empty for a Lambda permission. */
  readonly document: string;
  /** Its place in the document's `Statement`, from 0. */
  readonly statement: number;
}

/** The statement that decided a call, with the patterns that matched. */
export interface DecidingStatement extends StatementOrigin {
  readonly action: string;
  readonly resource: string;
}

/** One call of an AWS service that permissions were evaluated for. */
export interface ServiceCall {
  /** The function that called; for `lambda:InvokeFunction` the function that was called. */
  readonly function: { readonly stack: string; readonly logicalId: string };
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  readonly outcome: 'allowed' | 'denied';
  /** What allowed or explicitly denied it; absent where nothing allowed it, and where a key's policy is not known. */
  readonly by?: DecidingStatement;
}

/** Told of every call, in the order in which they were decided. */
export type ServiceCallObserver = (call: ServiceCall) => void;
