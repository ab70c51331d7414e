/** What CloudFormation says of nested change sets. */

/** AWS's words. */
export const nestedChangeSetFailed = (arn: string): string =>
  `Nested change set ${arn} was not successfully created: Currently in FAILED.`;

// The rest is inferred: that AWS refuses is documented, in which words is not.

export const notTheRoot = (deed: 'executed' | 'deleted', arn: string, rootArn: string): string =>
  `ChangeSet [${arn}] is of a nested stack and cannot be ${deed} by itself. Use the root change set [${rootArn}] instead.`;

export const tooManyChangeSets = (max: number): string => `A change set cannot include more than ${max} nested stacks.`;
