import type { LogsOperations } from '../../../api/logs.ts';
import { formatArn, parseArn } from '../../../aws/arn.ts';
import { groupNotFound } from '../errors.ts';
import type { Owner } from './owner.ts';

export interface LogGroup {
  readonly name: string;
  /** What its events are stored under: a group made anew under the same name has another. */
  readonly storedAs: string;
  readonly createdAtMs: number;
  readonly class: NonNullable<WireLogGroup['logGroupClass']>;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  readonly kmsKeyId?: string;
  /** Absent: events are kept for ever. */
  readonly retentionDays?: number;
}

type WireLogGroup = NonNullable<LogsOperations['DescribeLogGroups']['output']['logGroups']>[number];

const dayMs = 86_400_000;

export function createLogGroup(
  settings: Pick<LogGroup, 'name' | 'createdAtMs'> & Partial<LogGroup>,
  id: string,
): LogGroup {
  return { class: 'STANDARD', tags: {}, isProtected: false, storedAs: `${settings.name}:${id}`, ...settings };
}

/** The moment before which the group's events count as gone; 0: never. */
export function expiredBeforeMs({ retentionDays }: Pick<LogGroup, 'retentionDays'>, nowMs: number): number {
  return retentionDays === undefined ? 0 : nowMs - retentionDays * dayMs;
}

export const groupArn = ({ region, account }: Owner, name: string): string =>
  formatArn({ service: 'logs', region, account, resource: `log-group:${name}` });

export function describeLogGroup(group: LogGroup, owner: Owner, metricFilterCount: number): WireLogGroup {
  const arn = groupArn(owner, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.createdAtMs,
    ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
    metricFilterCount,
    arn: `${arn}:*`,
    logGroupArn: arn,
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.class,
  };
}

/** The group's name from its name or ARN. Throws AWS's error for an ARN of another account or region. */
export function parseGroupIdentifier(identifier: string, owner: Owner): string {
  const arn = parseArn(identifier);
  if (arn === undefined) return identifier;
  const name = /^log-group:([^:]+)(?::\*)?$/.exec(arn.resource)?.[1];
  const isOwn = arn.service === 'logs' && arn.region === owner.region && arn.account === owner.account;
  if (name === undefined || !isOwn) throw groupNotFound();
  return name;
}
