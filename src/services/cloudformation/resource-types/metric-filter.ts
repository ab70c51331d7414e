import { logs as logsApi } from '../../../api/logs.ts';
import { isJsonList, isJsonObject, type JsonValue } from '../../../template/json.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readList, readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'logs'>;

const settingNames = ['ApplyOnTransformedLogs', 'FilterPattern'];

export function createMetricFilterType({ logs }: Clients): ResourceType {
  const put = async (filterName: string, { properties, call }: ResourceRequest): Promise<void> => {
    const members = {
      filterName,
      LogGroupName: requireText(properties, 'LogGroupName'),
      // A pattern may be empty: it matches everything.
      FilterPattern: '',
      ...pick(properties, settingNames),
      MetricTransformations: readList(properties, 'MetricTransformations').map(withDimensionMap),
    };
    await logs.PutMetricFilter(await operationInput(logsApi, 'PutMetricFilter', members), call);
  };
  return createNamedType({
    typeName: 'AWS::Logs::MetricFilter',
    serviceName: 'CloudWatchLogs',
    attributeNames: [],
    properties: [...settingNames, 'FilterName', 'LogGroupName', 'MetricTransformations'],
    idOf: (request) => readText(request.properties, 'FilterName') ?? physicalName(request, { lengthMax: 512 }),
    async exists(filterName, { properties, call }) {
      const logGroupName = requireText(properties, 'LogGroupName');
      const found = await logs.DescribeMetricFilters({ logGroupName, filterNamePrefix: filterName }, call);
      return (found.metricFilters ?? []).some((filter) => filter.filterName === filterName);
    },
    make: put,
    change: put,
    async remove(filterName, { properties, call }) {
      await logs.DeleteMetricFilter({ logGroupName: requireText(properties, 'LogGroupName'), filterName }, call);
    },
    attributesOf: () => ({}),
  });
}

/** A template lists dimensions with their keys, the service maps them. */
function withDimensionMap(transformation: JsonValue): JsonValue {
  if (!isJsonObject(transformation)) return transformation;
  const { Dimensions: dimensions, ...rest } = transformation;
  if (!isJsonList(dimensions)) return transformation;
  const entries = dimensions
    .filter(isJsonObject)
    .map((item) => [requireText(item, 'Key'), requireText(item, 'Value')] as const);
  return { ...rest, Dimensions: Object.fromEntries(entries) };
}
