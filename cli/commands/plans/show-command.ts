import type { Command } from 'commander';
import { type PlanReport, reportPlans } from '../../../lambda/domain/manage/plan-report';
import { CommandError } from '../../command-error';
import { PLAN_MESSAGES } from '../../messages/plan-messages';
import type { Rendering } from '../../terminal/render-output';
import { gatewayCommand } from '../gateway-command';

interface PlansShowOptions {
  readonly usage: boolean;
}

export function plansShowCommand(): Command {
  return gatewayCommand<PlansShowOptions>('show', {
    description: 'Show the usage plans: rate, burst, quota, and what is left of it.',
    examples: [
      ['gatehouse plans show --twin', 'what each plan of the running twin allows'],
      ['gatehouse plans show trial --usage --stack Gateway', 'who used what of one plan, and what is left'],
      ['gatehouse plans show --usage --twin --output json', 'the same for scripts'],
    ],
    configure: (command) =>
      command
        .argument('[plan]', 'name of one plan; all where it is left out')
        .option('--usage', 'with what each key used today and may still use; API Gateway counts late', false),
    run: async ({ gateway: { facts, ports }, options, args: [wanted] }) => {
      const plans = Object.entries(facts.plans).filter(([name]) => wanted === undefined || name === wanted);
      if (wanted !== undefined && plans.length === 0) {
        throw new CommandError(PLAN_MESSAGES.unknownPlan(wanted, Object.keys(facts.plans)));
      }
      return render(await reportPlans(ports, new Map(plans), options.usage));
    },
  });
}

function render(reports: readonly PlanReport[]): Rendering {
  const usage = reports.flatMap(({ name, usage: used = [] }) =>
    used.map(({ principal, usedToday, remaining }) => [name, principal, String(usedToday), textOf(remaining)]),
  );
  const table = {
    head: ['PLAN', 'RATE/S', 'BURST', 'QUOTA', 'ID'],
    rows: reports.map(({ name, id, limits }) => [
      name,
      limits === undefined ? 'gone' : textOf(limits.rateLimit),
      textOf(limits?.burstLimit),
      limits?.quota === undefined ? '-' : `${limits.quota.limit} a ${limits.quota.period.toLowerCase()}`,
      id,
    ]),
  };
  return {
    value: { plans: reports },
    tables: [table, { head: ['PLAN', 'PRINCIPAL', 'USED TODAY', 'LEFT'], rows: usage }],
  };
}

function textOf(value: number | undefined): string {
  return value === undefined ? '-' : String(value);
}
