import { ApiError } from '../../../aws/api-error.ts';
import type { CloudwatchOperation } from '../context.ts';
import { invalidValue, missingParameter } from '../errors.ts';
import { parseDatum } from '../resources/datum.ts';
import { ownerOf } from '../resources/owner.ts';

const dataMax = 1000;

/** Takes all of the data or none. It is durable when the answer goes out. */
export const putMetricData: CloudwatchOperation<'PutMetricData'> = async (input, { store, clock }, { caller }) => {
  const { Namespace: namespace = '', MetricData: data = [], EntityMetricData: entityData = [] } = input;
  if (entityData.length > 0)
    throw new ApiError(
      'NotImplemented',
      'Serin keeps no entities of metrics: send MetricData without EntityMetricData.',
    );
  if (data.length === 0) throw missingParameter('The parameter MetricData is required.');
  if (namespace.startsWith('AWS/')) throw invalidValue(`The value ${namespace} for parameter Namespace is invalid.`);
  if (data.length > dataMax)
    throw invalidValue(`The collection MetricData must not have a size greater than ${dataMax}.`);
  const surroundings = { owner: ownerOf(caller), namespace, nowMs: clock.now() };
  const points = data.map((datum, index) => parseDatum(datum, `MetricData.member.${index + 1}`, surroundings));
  // Values that are all counted 0 times are samples of nothing.
  await store.series.append(points.filter(({ sampleCount }) => sampleCount > 0));
  return {};
};
