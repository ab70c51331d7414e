import { readAll } from '../../../storage/read-all.ts';
import type { Stored } from '../../../storage/documents.ts';
import type { CloudformationContext, CloudformationOperation } from '../context.ts';
import { pageOf } from '../pages.ts';
import { describeStack, summarizeStack } from '../resources/describe-stack.ts';
import { stacksPrefix, type StackOwner } from '../resources/keys.ts';
import type { StackRecord } from '../resources/stack.ts';
import { requireStack } from '../stacks.ts';

/** Tells one stack, which by its ARN may be a deleted one, or all that are not deleted. */
export const describeStacks: CloudformationOperation<'DescribeStacks'> = async (input, context, request) => {
  if (input.StackName !== undefined) {
    const { value } = await requireStack(context, request, input.StackName);
    return { Stacks: [describeStack(value)] };
  }
  const all = (await listAll(context, request.caller)).filter(({ status }) => status !== 'DELETE_COMPLETE');
  const page = pageOf(all, { token: input.NextToken, size: 100 });
  return { Stacks: page.items.map(describeStack), ...(page.next !== undefined && { NextToken: page.next }) };
};

export const listStacks: CloudformationOperation<'ListStacks'> = async (input, context, request) => {
  const wanted: readonly string[] = input.StackStatusFilter ?? [];
  const all = await listAll(context, request.caller);
  const chosen = wanted.length === 0 ? all : all.filter(({ status }) => wanted.includes(status));
  const page = pageOf(chosen, { token: input.NextToken, size: 100 });
  return { StackSummaries: page.items.map(summarizeStack), ...(page.next !== undefined && { NextToken: page.next }) };
};

/** The newest first. */
async function listAll({ store }: CloudformationContext, owner: StackOwner): Promise<readonly StackRecord[]> {
  const found: Stored<StackRecord>[] = [];
  for await (const stored of readAll<StackRecord>(store.documents, stacksPrefix(owner))) found.push(stored);
  return found.map(({ value }) => value).toSorted((one, other) => other.createdAtMs - one.createdAtMs);
}
