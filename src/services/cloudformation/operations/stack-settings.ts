import type { CloudformationOperation } from '../context.ts';
import { validationError } from '../errors.ts';
import { stackArn } from '../resources/stack.ts';
import { readStackPolicy } from '../stack-policy-input.ts';
import { changeStack, requireStack } from '../stacks.ts';

export const setStackPolicy: CloudformationOperation<'SetStackPolicy'> = async (input, context, request) => {
  const policy = await readStackPolicy(input, context, request);
  return changeStack(
    context,
    () => requireStack(context, request, input.StackName),
    async (stack) => ({
      change: { stack: { ...stack, ...(policy !== undefined && { stackPolicy: policy }) } },
      result: {},
    }),
  );
};

export const getStackPolicy: CloudformationOperation<'GetStackPolicy'> = async (input, context, request) => {
  const { value: stack } = await requireStack(context, request, input.StackName);
  // While an update brings a policy of its own, that is the one told.
  const policy = stack.operation?.stackPolicyDuringUpdate ?? stack.stackPolicy;
  return policy === undefined ? {} : { StackPolicyBody: policy };
};

export const updateTerminationProtection: CloudformationOperation<'UpdateTerminationProtection'> = async (
  input,
  context,
  request,
) =>
  changeStack(
    context,
    () => requireStack(context, request, input.StackName),
    async (stack) => {
      if (stack.parentId !== undefined)
        throw validationError(
          'Termination protection cannot be changed on nested stacks. Change it on the root stack.',
        );
      if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS')
        throw validationError(`Stack:${stackArn(stack)} is in ${stack.status} state and can not be updated.`);
      const isTerminationProtected = input.EnableTerminationProtection ?? false;
      return { change: { stack: { ...stack, isTerminationProtected } }, result: { StackId: stackArn(stack) } };
    },
  );
