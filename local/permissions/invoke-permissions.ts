import { matchesArn } from './resource-pattern';
import type { ServiceCallObserver } from './service-call';

/** Who asks Lambda to invoke a function. */
export interface InvocationSource {
  /** For example `apigateway.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** One statement of a function's own policy. */
export interface InvokePermission {
  readonly stack: string;
  readonly logicalId: string;
  readonly functionArn: string;
  readonly action: string;
  readonly principal: string;
  /** May hold `*` and `?`. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

const INVOKE = 'lambda:InvokeFunction';

/** Functions' own policies: which service may invoke which function on whose behalf. */
export class InvokePermissions {
  private readonly permissions: InvokePermission[] = [];
  private readonly functions = new Map<string, { readonly stack: string; readonly logicalId: string }>();

  constructor(private readonly observe: ServiceCallObserver = () => {}) {}

  addFunction(functionArn: string, declared: { readonly stack: string; readonly logicalId: string }): void {
    this.functions.set(functionArn, declared);
  }

  add(permission: InvokePermission): void {
    this.permissions.push(permission);
  }

  /**
   * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html (2026-11-24)
   */
  mayInvoke(functionArn: string, source: InvocationSource): boolean {
    const permission = this.permissions.find((one) => one.functionArn === functionArn && admits(one, source));
    const declared = this.functions.get(functionArn.replace(/(:function:[^:]+):[^:]+$/, '$1'));
    if (declared !== undefined) {
      const { stack, logicalId } = declared;
      this.observe({
        function: { stack, logicalId },
        action: INVOKE,
        resource: functionArn,
        outcome: permission === undefined ? 'denied' : 'allowed',
        ...(permission === undefined ? {} : { by: originOf(permission) }),
      });
    }
    return permission !== undefined;
  }
}

function admits(permission: InvokePermission, source: InvocationSource): boolean {
  const { action, principal, sourceArn, sourceAccount } = permission;
  return (
    [INVOKE, 'lambda:*'].includes(action) &&
    principal === source.service &&
    (sourceArn === undefined || matchesArn(sourceArn, source.sourceArn)) &&
    (sourceAccount === undefined || sourceAccount === source.sourceAccount)
  );
}

function originOf({ stack, logicalId, action, functionArn }: InvokePermission) {
  return { stack, logicalId, document: '', statement: 0, action, resource: functionArn };
}
