/** A rule as Serin keeps it, its targets included: they are few, and change with it. */
import type { EventsOperations } from '../../../api/events.ts';
import { formatArn, parseArn } from '../../../aws/arn.ts';
import { invalid } from '../errors.ts';
import { busName } from './event-bus.ts';
import type { Owner, RuleReference } from './keys.ts';
import type { Tag } from './tags.ts';
import type { TargetRecord } from './target.ts';

export interface RuleRecord extends RuleReference {
  readonly description?: string;
  /** JSON text. */
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  /** When the schedule comes next; absent: there is none, or the rule is disabled. */
  readonly nextAt?: number;
  readonly state: RuleState;
  readonly roleArn?: string;
  readonly targets: readonly TargetRecord[];
  readonly tags: readonly Tag[];
}

type WireRule = NonNullable<EventsOperations['ListRules']['output']['Rules']>[number];
export type RuleState = NonNullable<WireRule['State']>;

export const isEnabled = ({ state }: RuleRecord): boolean => state !== 'DISABLED';

export const ruleArn = ({ region, account, name }: RuleReference): string =>
  formatArn({ service: 'events', region, account, resource: `rule/${name}` });

/** The rule that the ARN of a tagged resource names. */
export function parseRuleArn(text: string | undefined, caller: Owner): RuleReference {
  const arn = parseArn(text ?? '');
  const name = /^rule\/(?:default\/)?([.\-_A-Za-z0-9]{1,64})$/.exec(arn?.resource ?? '')?.[1];
  if (arn?.service !== 'events' || name === undefined || arn.region !== caller.region || arn.account !== caller.account)
    throw invalid(`Parameter ${text} is not valid. Reason: Provided Arn is not the one of a rule.`);
  return { region: arn.region, account: arn.account, name };
}

export function describeRule(rule: RuleRecord): WireRule {
  return {
    Name: rule.name,
    Arn: ruleArn(rule),
    State: rule.state,
    EventBusName: busName,
    ...(rule.eventPattern !== undefined && { EventPattern: rule.eventPattern }),
    ...(rule.scheduleExpression !== undefined && { ScheduleExpression: rule.scheduleExpression }),
    ...(rule.description !== undefined && { Description: rule.description }),
    ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  };
}
