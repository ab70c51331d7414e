/** Lambda's control plane: each operation beside the function that does it. */
import type { LambdaOperations } from '../../api/lambda.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { createAttachmentOperations } from './attachment-operations.ts';
import type { LambdaContext } from './context.ts';
import { describeVersionDifference, type LambdaExtension } from './extensions/describe-version-difference.ts';
import { createAlias } from './operations/create-alias.ts';
import { createFunction } from './operations/create-function.ts';
import { deleteAlias } from './operations/delete-alias.ts';
import { deleteFunction } from './operations/delete-function.ts';
import { getAccountSettings } from './operations/get-account-settings.ts';
import { getAlias } from './operations/get-alias.ts';
import { getFunctionConfiguration } from './operations/get-function-configuration.ts';
import { getFunction } from './operations/get-function.ts';
import { listAliases } from './operations/list-aliases.ts';
import { listFunctions } from './operations/list-functions.ts';
import { listVersionsByFunction } from './operations/list-versions-by-function.ts';
import { publishVersion } from './operations/publish-version.ts';
import { updateAlias } from './operations/update-alias.ts';
import { updateFunctionCode } from './operations/update-function-code.ts';
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts';
import type { RoutingChange } from './routing-change.ts';
import { startRoutingProjection } from './routing-projection.ts';
import { createStateRunner } from './state-runner.ts';

export interface LambdaService extends AsyncDisposable {
  readonly operations: ReturnType<typeof createFunctionOperations> & ReturnType<typeof createAttachmentOperations>;
  /** What Serin adds to Lambda, by name. */
  readonly extensions: ReturnType<typeof createExtensions>;
  /** Goes on with what an earlier process left under way. */
  start(): Promise<void>;
  /**
   * Sends how calls are routed: all that is stored, and from then on each change before the request
   * that made it is answered. `emit` must not throw.
   */
  startRouting(emit: (change: RoutingChange) => void): Promise<Disposable>;
  /** Resolves when all that is left of creates and updates waits for the clock: for tests that move it. */
  idle(): Promise<void>;
}

export function createLambdaService(context: LambdaContext): LambdaService {
  const runner = createStateRunner(context);
  return {
    operations: { ...createFunctionOperations(context), ...createAttachmentOperations(context) },
    extensions: createExtensions(context),
    start: () => runner.start(),
    startRouting: (emit) =>
      startRoutingProjection({ documents: context.store.documents, packages: context.packages }, emit),
    idle: () => runner.idle(),
    [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
  };
}

function createExtensions(context: LambdaContext) {
  const bind =
    (extension: LambdaExtension) =>
    (input: Readonly<Record<string, unknown>>, request: RequestContext): Promise<object> =>
      extension(input, request, context);
  return { DescribeVersionDifference: bind(describeVersionDifference) };
}

function createFunctionOperations(context: LambdaContext) {
  const bind =
    <In, Out>(operation: (input: In, request: RequestContext, context: LambdaContext) => Promise<Out>) =>
    (input: In, request: RequestContext): Promise<Out> =>
      operation(input, request, context);
  return {
    CreateAlias: bind(createAlias),
    CreateFunction: bind(createFunction),
    DeleteAlias: bind(deleteAlias),
    DeleteFunction: bind(deleteFunction),
    GetAccountSettings: bind(getAccountSettings),
    GetAlias: bind(getAlias),
    GetFunction: bind(getFunction),
    GetFunctionConfiguration: bind(getFunctionConfiguration),
    ListAliases: bind(listAliases),
    ListFunctions: bind(listFunctions),
    ListVersionsByFunction: bind(listVersionsByFunction),
    PublishVersion: bind(publishVersion),
    UpdateAlias: bind(updateAlias),
    UpdateFunctionCode: bind(updateFunctionCode),
    UpdateFunctionConfiguration: bind(updateFunctionConfiguration),
  } satisfies Handlers<LambdaOperations>;
}
