/** Container images, as far as functions of zip packages are asked to become some. */
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

export const imageScenarios: readonly Scenario[] = [
  scenario('TestLambdaImages::test_lambda_zip_file_to_image', async (s) => {
    await s.item('create-image-response', s.create({ Handler: 'handler.handler' }));
    await s.settle();
    await s.item('get-function-code-response', s.lambda.getFunction(fn));
    await s.item('get-function-config-response', s.lambda.getFunctionConfiguration(fn));
    const { region, account } = s.platform;
    const image = { ...fn, ImageUri: `${account}.dkr.ecr.${region}.amazonaws.com/repository:latest` };
    await s.refusal('zipfile-to-image-error', s.lambda.updateFunctionCode(image));
    await s.item('get-function-code-response-after-update', s.lambda.getFunction(fn));
    await s.item('get-function-config-response-after-update', s.lambda.getFunctionConfiguration(fn));
  }),
];
