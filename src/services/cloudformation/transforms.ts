import { transformSam } from '../../template/sam/transform-sam.ts';
import type { Transform, Transforms } from './transform.ts';

const serverless: Transform = (template, { region, partition, parameters, nowMs }) =>
  transformSam(template, {
    region,
    partition,
    parameters,
    now: Math.floor(nowMs / 1000),
    // As in the stacks of AWS, where `SamResourceId` tells what a resource was made of.
    passesMetadata: true,
  });

/** The transforms that AWS has for everyone, beside those of the template language itself. */
export const transforms: Transforms = { 'AWS::Serverless-2016-10-31': serverless };
