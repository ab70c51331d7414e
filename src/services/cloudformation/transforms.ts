import type { Transform, Transforms } from './transform.ts';

/** Most of the code of a start that has nothing to do with starting: it is loaded for the first template that wants it. */
const serverless: Transform = async (template, { region, partition, parameters, nowMs }) => {
  const { transformSam } = await import('../../template/sam/transform-sam.ts');
  return transformSam(template, {
    region,
    partition,
    parameters,
    now: Math.floor(nowMs / 1000),
    // As in the stacks of AWS, where `SamResourceId` tells what a resource was made of.
    passesMetadata: true,
  });
};

/** The transforms that AWS has for everyone, beside those of the template language itself. */
export const transforms: Transforms = { 'AWS::Serverless-2016-10-31': serverless };
