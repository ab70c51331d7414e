import type { CloudformationOperations } from '../../api/cloudformation.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type {
  CloudformationContext,
  CloudformationDependencies,
  CloudformationInput,
  CloudformationOperation,
  CloudformationOutput,
} from './context.ts';
import { deleteChangeSet, describeChangeSet, listChangeSets } from './operations/change-sets.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack, createStackWithin } from './operations/create-stack.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeEvents } from './operations/describe-events.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import { executeChangeSet } from './operations/execute-change-set.ts';
import { getTemplate } from './operations/get-template.ts';
import { listExports, listImports } from './operations/list-exports.ts';
import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from './operations/rollback-stack.ts';
import { describeStackResource, describeStackResources, listStackResources } from './operations/stack-resources.ts';
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './operations/stack-settings.ts';
import { getTemplateSummary, validateTemplate } from './operations/template-summaries.ts';
import { updateStack, updateStackWithin } from './operations/update-stack.ts';
import { nestedChangeSetOf } from './nested-execution.ts';
import { createCustomResourceType } from './resource-types/custom-resource.ts';
import { createNestedStackType, type NestedStacks } from './resource-types/nested-stack.ts';
import { takeResponse } from './custom-responses.ts';
import { stackArn, type StackRecord } from './resources/stack.ts';
import { findStack } from './stacks.ts';
import { startStackRunner, type StackRunner } from './stack-runner.ts';

export type CloudformationService = ReturnType<typeof createCloudformationService>;

/** CloudFormation: stacks made of templates, changed and deleted as a whole. */
export function createCloudformationService(dependencies: CloudformationDependencies) {
  const { store, clock, random, functions: lambda, origin, notice } = dependencies;
  const own = [
    createCustomResourceType({ documents: store.documents, clock, random, lambda, origin, notice }),
    createNestedStackType(nestedStacks(() => context)),
  ];
  const types = new Map([...dependencies.types, ...own.map((type) => [type.typeName, type] as const)]);
  const context: CloudformationContext = { ...dependencies, types };
  let runner: StackRunner | undefined;
  return {
    operations: createOperations(context),
    /** What a function puts to the address that it was given; `false`: nobody waits for it there. */
    takeCustomResponse: (path: string, body: string): Promise<boolean> => takeResponse(store.documents, path, body),
    /** Begins to carry operations out: what an earlier process left, and what is asked from now on. */
    start(): void {
      runner ??= startStackRunner(context);
    },
    /** Resolves when nothing is under way that only time or a request would move: for tests. */
    idle: async (): Promise<void> => runner?.settled(),
    async [Symbol.asyncDispose](): Promise<void> {
      await runner?.[Symbol.asyncDispose]();
    },
  };
}

/** Nested stacks are made by the same operations as all others, and know whose resources they are. */
function nestedStacks(context: () => CloudformationContext): NestedStacks {
  return {
    async createWithin(input, request, { parentId, logicalId }) {
      const { documents } = context().store;
      const parent = (await findStack(documents, request.caller, parentId))?.value;
      const rootId = parent?.rootId ?? parentId;
      const reviewed = await nestedChangeSetOf(documents, parent, logicalId);
      if (reviewed === undefined || !isMadeBy(reviewed.stack.value, input.ClientRequestToken))
        return createStackWithin(input, context(), request, { parentId, rootId });
      const { stack, changeSet } = reviewed;
      const named = { ...input, StackName: stack.value.stackName };
      return createStackWithin(named, context(), request, { parentId, rootId, changeSet });
    },
    async updateWithin(input, request, { parentId, logicalId }) {
      const { documents } = context().store;
      const parent = (await findStack(documents, request.caller, parentId))?.value;
      const nested = await nestedChangeSetOf(documents, parent, logicalId);
      const isIts = nested !== undefined && stackArn(nested.stack.value) === input.StackName;
      return updateStackWithin(input, context(), request, isIts ? nested.changeSet : undefined);
    },
    DeleteStack: (input, request) => deleteStack(input, context(), request),
    DescribeStacks: (input, request) => describeStacks(input, context(), request),
    CancelUpdateStack: (input, request) => cancelUpdateStack(input, context(), request),
  };
}

/** A stack that waits to be made, or that this very request has begun to make. */
const isMadeBy = ({ status, lastRequest }: StackRecord, token: string | undefined): boolean =>
  status === 'REVIEW_IN_PROGRESS' || (token !== undefined && lastRequest?.token === token);

function createOperations(context: CloudformationContext) {
  const serve =
    <Name extends keyof CloudformationOperations>(operation: CloudformationOperation<Name>) =>
    (input: CloudformationInput<Name>, request: RequestContext): Promise<CloudformationOutput<Name>> =>
      operation(input, context, request);
  return {
    CancelUpdateStack: serve(cancelUpdateStack),
    ContinueUpdateRollback: serve(continueUpdateRollback),
    CreateChangeSet: serve(createChangeSet),
    CreateStack: serve(createStack),
    DeleteChangeSet: serve(deleteChangeSet),
    DeleteStack: serve(deleteStack),
    DescribeChangeSet: serve(describeChangeSet),
    DescribeEvents: serve(describeEvents),
    DescribeStackEvents: serve(describeStackEvents),
    DescribeStackResource: serve(describeStackResource),
    DescribeStackResources: serve(describeStackResources),
    DescribeStacks: serve(describeStacks),
    ExecuteChangeSet: serve(executeChangeSet),
    GetStackPolicy: serve(getStackPolicy),
    GetTemplate: serve(getTemplate),
    GetTemplateSummary: serve(getTemplateSummary),
    ListChangeSets: serve(listChangeSets),
    ListExports: serve(listExports),
    ListImports: serve(listImports),
    ListStackResources: serve(listStackResources),
    ListStacks: serve(listStacks),
    RollbackStack: serve(rollbackStack),
    SetStackPolicy: serve(setStackPolicy),
    UpdateStack: serve(updateStack),
    UpdateTerminationProtection: serve(updateTerminationProtection),
    ValidateTemplate: serve(validateTemplate),
  } satisfies Handlers<CloudformationOperations>;
}
