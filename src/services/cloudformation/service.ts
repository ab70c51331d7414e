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
import { createStack } from './operations/create-stack.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import { executeChangeSet } from './operations/execute-change-set.ts';
import { getTemplate } from './operations/get-template.ts';
import { listExports, listImports } from './operations/list-exports.ts';
import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from './operations/rollback-stack.ts';
import { describeStackResource, describeStackResources, listStackResources } from './operations/stack-resources.ts';
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './operations/stack-settings.ts';
import { getTemplateSummary, validateTemplate } from './operations/template-summaries.ts';
import { updateStack } from './operations/update-stack.ts';
import { startStackRunner, type StackRunner } from './stack-runner.ts';

export type CloudformationService = ReturnType<typeof createCloudformationService>;

/** CloudFormation: stacks made of templates, changed and deleted as a whole. */
export function createCloudformationService(dependencies: CloudformationDependencies) {
  const context: CloudformationContext = dependencies;
  let runner: StackRunner | undefined;
  return {
    operations: createOperations(context),
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
