import {
  type APIGatewayClient,
  GetUsageCommand,
  GetUsagePlanCommand,
  paginateGetUsagePlanKeys,
} from '@aws-sdk/client-api-gateway';
import { ServiceFault } from '../domain/manage/service-fault';
import type { KeyUsage, PlanKey, UsagePlanLimits, UsagePlanReader } from '../domain/manage/usage-plan-reader';

/** API Gateway's longest page. */
const PAGE_SIZE = 500;

/** Usage plans in API Gateway's control plane. */
export class ApiGatewayUsagePlanReader implements UsagePlanReader {
  public constructor(private readonly client: APIGatewayClient) {}

  public async limits(planId: string): Promise<UsagePlanLimits | undefined> {
    try {
      const {
        throttle,
        quota,
        apiStages = [],
      } = await this.client.send(new GetUsagePlanCommand({ usagePlanId: planId }));
      return {
        ...limitsOf(throttle),
        ...(quota?.limit !== undefined &&
          quota.period !== undefined && { quota: { limit: quota.limit, period: quota.period } }),
        methods: Object.fromEntries(
          apiStages.flatMap((stage) =>
            Object.entries(stage.throttle ?? {}).map(([method, limit]) => [method, limitsOf(limit)] as const),
          ),
        ),
      };
    } catch (cause) {
      if ((cause as Error).name === 'NotFoundException') {
        return undefined;
      }
      throw fault('GetUsagePlan', cause);
    }
  }

  public async keys(planId: string): Promise<readonly PlanKey[]> {
    const keys: PlanKey[] = [];
    const query = { usagePlanId: planId };
    try {
      for await (const { items = [] } of paginateGetUsagePlanKeys(
        { client: this.client, pageSize: PAGE_SIZE },
        query,
      )) {
        keys.push(...items.map(({ id = '', name }) => ({ keyId: id, ...(name !== undefined && { name }) })));
      }
    } catch (cause) {
      throw fault('GetUsagePlanKeys', cause);
    }
    return keys;
  }

  public async usage(planId: string, day: string): Promise<ReadonlyMap<string, KeyUsage>> {
    const usage = new Map<string, KeyUsage>();
    let position: string | undefined;
    try {
      do {
        const page = await this.client.send(
          new GetUsageCommand({ usagePlanId: planId, startDate: day, endDate: day, limit: PAGE_SIZE, position }),
        );
        for (const [keyId, days] of Object.entries(page.items ?? {})) {
          const [used = 0, remaining = 0] = days.at(-1) ?? [];
          usage.set(keyId, { used, remaining });
        }
        position = page.position;
      } while (position !== undefined);
    } catch (cause) {
      throw fault('GetUsage', cause);
    }
    return usage;
  }
}

function limitsOf(limits: { rateLimit?: number | undefined; burstLimit?: number | undefined } | undefined) {
  const { rateLimit, burstLimit } = limits ?? {};
  return { ...(rateLimit !== undefined && { rateLimit }), ...(burstLimit !== undefined && { burstLimit }) };
}

function fault(operation: string, cause: unknown): ServiceFault {
  return new ServiceFault(operation, (cause as Error).name, { cause });
}
