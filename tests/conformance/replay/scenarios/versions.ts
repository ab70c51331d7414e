/** Versions: what is published, and when nothing is. */
import { GetFunctionCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

export const versionScenarios: readonly Scenario[] = [
  scenario('TestLambdaVersions::test_publish_with_wrong_sha256', async (s) => {
    await s.item('create_response', s.create());
    await s.settle();
    const { Configuration } = await s.item('get_fn_response', s.lambda.send(new GetFunctionCommand(fn)));
    const wrong = { ...fn, CodeSha256: 'somenonexistentsha256' };
    await s.refusal('publish_wrong_sha256_exc', s.lambda.send(new PublishVersionCommand(wrong)));
    const right = { ...fn, CodeSha256: Configuration?.CodeSha256 };
    await s.item('publish_result', s.lambda.send(new PublishVersionCommand(right)));
  }),
];
