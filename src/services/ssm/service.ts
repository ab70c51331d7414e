import type { Handlers } from '../../api/service.ts';
import type { SsmOperations } from '../../api/ssm.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { SsmContext, SsmInput, SsmOperation, SsmOutput } from './context.ts';
import { deleteParameter, deleteParameters } from './operations/delete-parameter.ts';
import { describeParameters } from './operations/describe-parameters.ts';
import { getParameterHistory } from './operations/get-parameter-history.ts';
import { getParameter, getParameters } from './operations/get-parameter.ts';
import { getParametersByPath } from './operations/get-parameters-by-path.ts';
import { labelParameterVersion, unlabelParameterVersion } from './operations/label-parameter-version.ts';
import { putParameter } from './operations/put-parameter.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts';

/** SSM's Parameter Store: values under names, with their versions, labels and tags. */
export function createSsmService(context: SsmContext) {
  const serve =
    <Name extends keyof SsmOperations>(operation: SsmOperation<Name>) =>
    (input: SsmInput<Name>, request: RequestContext): Promise<SsmOutput<Name>> =>
      operation(input, context, request);
  return {
    AddTagsToResource: serve(addTagsToResource),
    DeleteParameter: serve(deleteParameter),
    DeleteParameters: serve(deleteParameters),
    DescribeParameters: serve(describeParameters),
    GetParameter: serve(getParameter),
    GetParameterHistory: serve(getParameterHistory),
    GetParameters: serve(getParameters),
    GetParametersByPath: serve(getParametersByPath),
    LabelParameterVersion: serve(labelParameterVersion),
    ListTagsForResource: serve(listTagsForResource),
    PutParameter: serve(putParameter),
    RemoveTagsFromResource: serve(removeTagsFromResource),
    UnlabelParameterVersion: serve(unlabelParameterVersion),
  } satisfies Handlers<SsmOperations>;
}
