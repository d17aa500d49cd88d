import { recordUpdate } from '../../lambda/adapters/record-update';

describe('an update of a record', () => {
  it('sets, removes, and starts a new record with what is not named', () => {
    expect(
      recordUpdate({ tenant: 'acme', planId: undefined, declared: false }, { status: 'active', declared: true }),
    ).toEqual({
      UpdateExpression:
        'SET #tenant = :tenant, #declared = :declared, #status = if_not_exists(#status, :status) REMOVE #planId',
      ExpressionAttributeNames: {
        '#tenant': 'tenant',
        '#planId': 'planId',
        '#declared': 'declared',
        '#status': 'status',
      },
      ExpressionAttributeValues: { ':tenant': 'acme', ':declared': false, ':status': 'active' },
    });
  });

  it('lets a new record start with another status, and never changes one', () => {
    const update = recordUpdate({ status: 'suspended' }, { status: 'active' });

    expect(update.UpdateExpression).toBe('SET #status = if_not_exists(#status, :status)');
    expect(update.ExpressionAttributeValues).toEqual({ ':status': 'suspended' });
  });
});
