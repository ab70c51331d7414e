/**
 * Gives an alias the weights that a deployment wants, safely: whoever was overtaken meanwhile changes
 * nothing any more.
 *
 * The alias is read first, then what is saved, then the alias is written if nobody wrote it since it
 * was read. A write that changes nothing is made all the same: it overtakes those who read before it.
 */
import type { LambdaOperations } from '../../api/lambda.ts';
import { ApiError } from '../../aws/api-error.ts';
import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord, ShiftTarget } from './resources/deployment.ts';
import { codedeployRequest } from './service-request.ts';

export type WeightOutcome =
  | { readonly kind: 'set' }
  /** Somebody else wrote: it is to be decided anew what is wanted. */
  | { readonly kind: 'overtaken' }
  | WeightRefusal;

export interface WeightRefusal {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
  /** The alias still sends calls to the version that it was to be moved to. */
  readonly servesTarget: boolean;
}

type Alias = LambdaOperations['GetAlias']['output'];

/** Of {@link setWeight}: whether the deployment is still as it was when the weight was wanted. */
export type IsCurrent = () => Promise<boolean>;

/** Rejects with what may pass by itself. */
export async function setWeight(
  { lambda }: Pick<CodedeployContext, 'lambda'>,
  deployment: DeploymentRecord & { readonly target: ShiftTarget },
  { percent, requestId, isCurrent }: { readonly percent: number; readonly requestId: string; isCurrent: IsCurrent },
): Promise<WeightOutcome> {
  const { target } = deployment;
  const request = codedeployRequest(deployment, requestId);
  const place = { FunctionName: target.functionName, Name: target.alias };
  try {
    const alias = await lambda.GetAlias(place, request);
    if (!isOurs(alias, deployment.state.kind, target)) return aliasWasMoved(alias, target);
    if (!(await isCurrent())) return { kind: 'overtaken' };
    await lambda.UpdateAlias({ ...place, ...describeWeights(target, percent), RevisionId: alias.RevisionId }, request);
    return { kind: 'set' };
  } catch (error) {
    return outcomeOf(error, target);
  }
}

/** During the shift the alias keeps its version, and the target version is the additional one. */
export function describeWeights({ currentVersion, targetVersion }: ShiftTarget, percent: number) {
  const isWhole = percent === 0 || percent === 100 || currentVersion === targetVersion;
  return {
    FunctionVersion: percent === 100 ? targetVersion : currentVersion,
    // Percentages are whole here, and become fractions at the last moment: 0.1 added ten times is not 1.
    RoutingConfig: { AdditionalVersionWeights: isWhole ? {} : { [targetVersion]: percent / 100 } },
  };
}

/** Whether the alias routes as the deployment, or the one that it takes back, can have left it. */
function isOurs(alias: Alias, kind: 'shift' | 'rollback', target: ShiftTarget): boolean {
  const versions = versionsOf(alias);
  const isKnown = (version: string): boolean => [target.currentVersion, target.targetVersion].includes(version);
  if (kind === 'rollback') return versions.some(isKnown);
  return versions.every(isKnown) && (versions.length === 1 || alias.FunctionVersion === target.currentVersion);
}

const versionsOf = ({ FunctionVersion = '', RoutingConfig }: Alias): readonly string[] => [
  FunctionVersion,
  ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}),
];

export const aliasMismatch = 'The Lambda function alias version does not match the current version in AppSpec file.';

function aliasWasMoved(alias: Alias, { targetVersion }: ShiftTarget): WeightRefusal {
  const servesTarget = versionsOf(alias).includes(targetVersion);
  return { kind: 'refused', code: 'INVALID_LAMBDA_CONFIGURATION', message: aliasMismatch, servesTarget };
}

/** Lambda's word that nothing will come of it; all else may pass by itself. */
function outcomeOf(error: unknown, { alias }: ShiftTarget): WeightOutcome {
  if (!(error instanceof ApiError)) throw error;
  const { type, message } = error;
  switch (type) {
    case 'PreconditionFailedException':
      return { kind: 'overtaken' };
    case 'ResourceNotFoundException':
      return {
        kind: 'refused',
        code: 'INVALID_LAMBDA_FUNCTION',
        message: `Alias ${alias}: ${message}`,
        servesTarget: true,
      };
    case 'InvalidParameterValueException':
    case 'ValidationException':
      return { kind: 'refused', code: 'INVALID_LAMBDA_CONFIGURATION', message, servesTarget: true };
    default:
      throw error;
  }
}
