/** All types of SAM resources, each with the transform that expands it. */
import type { JsonValue } from '../json.ts';
import { functionTransform } from './resources/function/function.ts';
import { layerVersionTransform } from './resources/layer-version.ts';
import { simpleTableTransform } from './resources/simple-table.ts';
import type { SamResourceTransform } from './transform-scope.ts';

const transforms: readonly SamResourceTransform[] = [functionTransform, layerVersionTransform, simpleTableTransform];

const transformByType = new Map(transforms.map((transform) => [transform.type, transform]));

export function findTransform(type: JsonValue | undefined): SamResourceTransform | undefined {
  return typeof type === 'string' ? transformByType.get(type) : undefined;
}
