/** Holds a new deployment against how things are, before anything is moved. */
import type { CodedeployOperations } from '../../api/codedeploy.ts';
import { ApiError } from '../../aws/api-error.ts';
import { type AppSpec, parseAppSpec } from '../../deployment/app-spec.ts';
import { aliasMismatch } from './alias-weights.ts';
import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord, ShiftTarget } from './resources/deployment.ts';
import { codedeployRequest } from './service-request.ts';
import { requireServiceRole } from './service-role.ts';
import { readAppSpecText } from './revision-content.ts';

export type CheckOutcome =
  | { readonly kind: 'passed'; readonly target: ShiftTarget }
  /** `code` and `message` are the deployment's error information. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly target?: ShiftTarget };

type ErrorCode = NonNullable<
  NonNullable<CodedeployOperations['GetDeployment']['output']['deploymentInfo']>['errorInformation']
>['code'] &
  string;

const refuse = (code: ErrorCode, message: string): CheckOutcome => ({ kind: 'refused', code, message });

const invalidConfiguration =
  'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration.';
const refuseConfiguration = (detail?: string): CheckOutcome =>
  refuse(
    'INVALID_LAMBDA_CONFIGURATION',
    detail === undefined ? invalidConfiguration : `${invalidConfiguration} ${detail}`,
  );

/** Rejects with what may pass by itself. */
export async function checkDeployment(
  context: CodedeployContext,
  deployment: DeploymentRecord,
  requestId: string,
): Promise<CheckOutcome> {
  const text = await readAppSpecText(context, deployment, requestId);
  if (text.kind === 'missing') return refuse('REVISION_MISSING', text.message);
  const parsed = parseAppSpec(text.content);
  if (parsed.kind === 'invalid') return refuseConfiguration(parsed.detail);
  const target = describeTarget(parsed.spec);
  const refusal =
    (await checkRole(context, deployment, requestId)) ??
    (await checkVersions(context, deployment, { target, requestId })) ??
    (await checkHooks(context, deployment, { target, requestId }));
  return refusal === undefined ? { kind: 'passed', target } : { ...refusal, target };
}

const describeTarget = ({ functionName, alias, currentVersion, targetVersion, hooks }: AppSpec): ShiftTarget => ({
  functionName,
  alias,
  currentVersion,
  targetVersion,
  hooks,
});

async function checkRole(
  context: CodedeployContext,
  deployment: DeploymentRecord,
  requestId: string,
): Promise<CheckOutcome | undefined> {
  const { serviceRoleArn } = deployment;
  try {
    await requireServiceRole(serviceRoleArn, codedeployRequest(deployment, requestId), context);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const message = `The IAM role ${serviceRoleArn} does not exist or cannot be assumed by CodeDeploy.`;
    return refuse('IAM_ROLE_MISSING', message);
  }
}

interface Asked {
  readonly target: ShiftTarget;
  readonly requestId: string;
}

/** The alias must be where the AppSpec file says, whole, and both versions must be there. */
async function checkVersions(
  { lambda }: CodedeployContext,
  deployment: DeploymentRecord,
  { target, requestId }: Asked,
): Promise<CheckOutcome | undefined> {
  const { functionName, alias: aliasName, currentVersion, targetVersion } = target;
  const request = codedeployRequest(deployment, requestId);
  const alias = await orMissing(lambda.GetAlias({ FunctionName: functionName, Name: aliasName }, request));
  if (alias === undefined)
    return refuse(
      'INVALID_LAMBDA_FUNCTION',
      `The function ${functionName} or its alias ${aliasName} could not be found.`,
    );
  const isSplit = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;
  if (alias.FunctionVersion !== currentVersion || isSplit) return refuseConfiguration(aliasMismatch);
  const isAllAtOnce = deployment.state.settings.steps.length === 1;
  if (currentVersion === targetVersion) return isAllAtOnce ? undefined : refuseConfiguration();
  const version = await orMissing(
    lambda.GetFunctionConfiguration({ FunctionName: functionName, Qualifier: targetVersion }, request),
  );
  if (version !== undefined) return undefined;
  return refuse(
    'INVALID_LAMBDA_FUNCTION',
    `Version ${targetVersion} of the function ${functionName} could not be found.`,
  );
}

/**
 * A hook that is not there is found out before any traffic moves, not after all of it did. AWS finds
 * out when it calls.
 */
async function checkHooks(
  { lambda, parity }: CodedeployContext,
  deployment: DeploymentRecord,
  { target, requestId }: Asked,
): Promise<CheckOutcome | undefined> {
  if (parity === 'strict') return undefined;
  for (const hook of [target.hooks.before, target.hooks.after]) {
    if (hook === undefined) continue;
    const request = codedeployRequest(deployment, requestId);
    if ((await orMissing(lambda.GetFunctionConfiguration({ FunctionName: hook }, request))) === undefined)
      return refuse('HOOK_EXECUTION_FAILURE', `The lifecycle event validation function ${hook} does not exist.`);
  }
  return undefined;
}

const missingTypes: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'NoSuchEntityException',
  // A name that no function can have.
  'ValidationException',
  'InvalidParameterValueException',
]);

async function orMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof ApiError && missingTypes.has(error.type)) return undefined;
    throw error;
  }
}
