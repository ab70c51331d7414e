/** The transforms that templates may declare, beside those of the template language itself. */
import type { Transforms } from '../services/cloudformation/transform.ts';
import { transformSam } from '../template/sam/transform-sam.ts';
import type { Clock } from '../time/clock.ts';

export function createTransforms(clock: Clock): Transforms {
  return {
    'AWS::Serverless-2016-10-31': (template, { region, partition, parameters }) =>
      transformSam(template, {
        region,
        partition,
        parameters,
        now: Math.floor(clock.now() / 1000),
        // As in the stacks of AWS, where `SamResourceId` tells what a resource was made of.
        passesMetadata: true,
      }),
  };
}
