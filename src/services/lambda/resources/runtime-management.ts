/** How a function takes on newer builds of its runtime. Serin has one build of each, and says so where it matters. */
import type { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter } from '../errors.ts';
import type { Request, Response } from '../wire.ts';
import type { RuntimeManagement } from './function.ts';

/** Why the settings cannot be taken; `present` is the build that the function has. */
export function refuseRuntimeManagement(
  input: Request<'PutRuntimeManagementConfig'>,
  present: string | undefined,
): ApiError | undefined {
  const { UpdateRuntimeOn: mode, RuntimeVersionArn: arn } = input;
  if (mode !== 'Manual') {
    return arn === undefined
      ? undefined
      : invalidParameter(`RuntimeVersionArn can only be given when UpdateRuntimeOn is Manual, not ${mode}.`);
  }
  if (arn === undefined) return invalidParameter('RuntimeVersionArn must be given when UpdateRuntimeOn is Manual.');
  if (arn === present) return undefined;
  return invalidParameter(
    `The runtime version ${arn} is not available: this machine has ${present ?? 'none for functions of package type Image'}.`,
  );
}

export function createRuntimeManagement(input: Request<'PutRuntimeManagementConfig'>): RuntimeManagement {
  const { UpdateRuntimeOn: updateRuntimeOn = 'Auto', RuntimeVersionArn: runtimeVersionArn } = input;
  return { updateRuntimeOn, ...(runtimeVersionArn === undefined ? {} : { runtimeVersionArn }) };
}

export function describeRuntimeManagement(
  settings: RuntimeManagement | undefined,
  arn: string,
): Response<'PutRuntimeManagementConfig'> {
  return {
    UpdateRuntimeOn: parseMode(settings?.updateRuntimeOn),
    FunctionArn: arn,
    ...(settings?.runtimeVersionArn === undefined ? {} : { RuntimeVersionArn: settings.runtimeVersionArn }),
  };
}

function parseMode(mode: string | undefined): 'Auto' | 'Manual' | 'FunctionUpdate' {
  return mode === 'Manual' || mode === 'FunctionUpdate' ? mode : 'Auto';
}
