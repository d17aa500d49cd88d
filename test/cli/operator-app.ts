/** The sample with roles for people: what the command line may do under each is tried on the twin. */
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib';
import { proxy } from '../../bin/app';

const stack = Stack.of(proxy);
const role = (id: string): Role => new Role(stack, id, { assumedBy: new AccountRootPrincipal() });

proxy.grants.inspect(role('OnCall'));
proxy.grants.revoke(role('Revoker'));
proxy.grants.readAudit(role('Auditor'));
