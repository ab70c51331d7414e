/** Calls hooks, and tells from what becomes of their functions whether a report can still be hoped for. */
import { createHash } from 'node:crypto';
import { ApiError } from '../../aws/api-error.ts';
import type { HookStage } from '../../deployment/deployment-state.ts';
import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import { lifecycleEventNames } from './resources/error-information.ts';
import { codedeployRequest } from './service-request.ts';

export type HookCall = { readonly kind: 'called' } | { readonly kind: 'unreachable'; readonly detail: string };

/**
 * Sends the event, which is durable when this resolves. Called again after a crash it is the same
 * event, as long as it waits for its function. Rejects with what may pass by itself.
 */
export async function callHook(
  { hooks, parity }: Pick<CodedeployContext, 'hooks' | 'parity'>,
  deployment: DeploymentRecord,
  { stage, executionId }: { readonly stage: HookStage; readonly executionId: string },
): Promise<HookCall> {
  const functionName = deployment.target?.hooks[stage];
  if (functionName === undefined) return { kind: 'unreachable', detail: 'The hook names no function.' };
  const payload = describePayload(deployment, { stage, executionId, parity });
  try {
    await hooks.Invoke(
      { FunctionName: functionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(payload)) },
      codedeployRequest(deployment, hookRequestId(executionId)),
    );
    return { kind: 'called' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { kind: 'unreachable', detail: `The function ${functionName} could not be invoked: ${error.message}` };
  }
}

/** AWS tells a hook the first two members only. */
function describePayload(
  { id, applicationName, groupName, target }: DeploymentRecord,
  { stage, executionId, parity }: { stage: HookStage; executionId: string; parity: CodedeployContext['parity'] },
) {
  const asAws = { DeploymentId: id, LifecycleEventHookExecutionId: executionId };
  if (parity === 'strict' || target === undefined) return asAws;
  return {
    ...asAws,
    LifecycleEvent: lifecycleEventNames[stage],
    ApplicationName: applicationName,
    DeploymentGroupName: groupName,
    FunctionName: target.functionName,
    Alias: target.alias,
    CurrentVersion: target.currentVersion,
    TargetVersion: target.targetVersion,
  };
}

/** The request ID of the hook's invocation: a UUID, always the same for the same execution. */
export function hookRequestId(executionId: string): string {
  const digest = createHash('sha256').update(`codedeploy hook ${executionId}`).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** What became of an attempt to run a hook's function, as Lambda tells it. */
export interface HookOutcome {
  readonly requestId: string;
  /** Why the function will not report: it broke, or is gone. Absent: it returned, and may still report. */
  readonly failure?: string;
}
