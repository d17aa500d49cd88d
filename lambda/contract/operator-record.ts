/**
 * What somebody did to a proxy with the command line: one JSON line in the audit log group, in OCSF's "Entity
 * Management" shape (class 3004). A change has two: the `attempt`, written before anything is changed, and the `change`,
 * written when it is over. They share `unmapped.id`; an attempt alone was cut off, and may have been done in part.
 *
 * It holds no secret, and none of what was changed but its name.
 *
 * @see https://schema.ocsf.io/1.6.0/classes/entity_management
 */
export interface OperatorRecord {
  readonly class_uid: 3004;
  readonly class_name: 'Entity Management';
  readonly category_uid: 3;
  readonly activity_id: OperatorActivity;
  /** `class_uid * 100 + activity_id`. */
  readonly type_uid: number;
  /** Epoch milliseconds, and the same as RFC 3339. */
  readonly time: number;
  readonly timestamp: string;
  readonly level: 'INFO' | 'WARN';
  /** 1 informational, 3 medium (it failed). */
  readonly severity_id: 1 | 3;
  /** 0 unknown (an attempt), 1 success, 2 failure. */
  readonly status_id: 0 | 1 | 2;
  readonly metadata: {
    readonly version: '1.6.0';
    readonly product: { readonly name: 'Gatehouse'; readonly vendor_name: 'Gatehouse' };
    readonly event_code: 'attempt' | 'change';
    readonly correlation_uid: string;
  };
  /** ARN, as AWS names who signed; `twin` on the twin. */
  readonly actor: { readonly user: { readonly uid: string } };
  /** Kind of what was changed, as the command's noun, and its name. */
  readonly entity: { readonly type: string; readonly uid: string };
  readonly unmapped: {
    readonly id: string;
    readonly event: 'attempt' | 'change';
    /** Noun and verb, as `users suspend`. */
    readonly operation: string;
    readonly target: string;
    readonly by: string;
    readonly result: 'attempted' | 'done' | 'failed';
    /** Code of the message that a failure ended with, `GH1234`; `-` = none. */
    readonly code: string;
  };
}

/** 1 create, 3 update, 4 delete, 12 suspend, 13 resume, 99 other. */
export type OperatorActivity = 1 | 3 | 4 | 12 | 13 | 99;
