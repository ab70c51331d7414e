import { cloudwatch as cloudwatchApi } from '../../../api/cloudwatch.ts';
import { formatArn } from '../../../aws/arn.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import { tagChange, tagList } from '../resource-tags.ts';
import type { Properties, ResourceRequest, ResourceType, Tag } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'cloudwatch'>;

const sharedNames = ['ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'InsufficientDataActions', 'OKActions'];

const metricNames = [
  ...sharedNames,
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluateLowSampleCountPercentile',
  'EvaluationPeriods',
  'ExtendedStatistic',
  'MetricName',
  'Metrics',
  'Namespace',
  'Period',
  'Statistic',
  'Threshold',
  'ThresholdMetricId',
  'TreatMissingData',
  'Unit',
];

const compositeNames = [
  ...sharedNames,
  'ActionsSuppressor',
  'ActionsSuppressorExtensionPeriod',
  'ActionsSuppressorWaitPeriod',
  'AlarmRule',
];

export const createAlarmType = (clients: Clients): ResourceType =>
  alarmType(clients, {
    typeName: 'AWS::CloudWatch::Alarm',
    settings: metricNames,
    async put(AlarmName, { properties, call }) {
      const members = { AlarmName, ...pick(properties, metricNames) };
      await clients.cloudwatch.PutMetricAlarm(await operationInput(cloudwatchApi, 'PutMetricAlarm', members), call);
    },
  });

export const createCompositeAlarmType = (clients: Clients): ResourceType =>
  alarmType(clients, {
    typeName: 'AWS::CloudWatch::CompositeAlarm',
    settings: compositeNames,
    async put(AlarmName, { properties, call }) {
      const members = { AlarmName, ...pick(properties, compositeNames) };
      const input = await operationInput(cloudwatchApi, 'PutCompositeAlarm', members);
      await clients.cloudwatch.PutCompositeAlarm(input, call);
    },
  });

interface AlarmKind {
  readonly typeName: string;
  readonly settings: readonly string[];
  /** Makes the alarm, or makes it anew: a put leaves nothing of what was before but its state. */
  put(name: string, request: ResourceRequest): Promise<void>;
}

function alarmType({ cloudwatch }: Clients, { typeName, settings, put }: AlarmKind): ResourceType {
  return createNamedType({
    typeName,
    serviceName: 'CloudWatch',
    isTaggable: true,
    attributeNames: ['Arn'],
    properties: [...settings, 'AlarmName', 'Tags'],
    idOf: (request) =>
      readText(request.properties, 'AlarmName') ??
      physicalName(request, { lengthMax: 255, letters: 'mixed', randomLength: 12 }),
    async exists(name, { call }) {
      const AlarmTypes: ('MetricAlarm' | 'CompositeAlarm')[] = ['MetricAlarm', 'CompositeAlarm'];
      const found = await cloudwatch.DescribeAlarms({ AlarmNames: [name], AlarmTypes }, call);
      return [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])].length > 0;
    },
    async make(name, request) {
      await put(name, request);
      await changeTags({ cloudwatch }, name, { request, properties: {}, stackTags: [] });
    },
    async change(name, request) {
      await put(name, request);
      const { previousProperties: properties, previousStackTags: stackTags } = request;
      await changeTags({ cloudwatch }, name, { request, properties, stackTags });
    },
    async remove(name, { call }) {
      await cloudwatch.DeleteAlarms({ AlarmNames: [name] }, call);
    },
    attributesOf: (name, request) => ({ Arn: arnOf(name, request) }),
  });
}

const arnOf = (name: string, { owner }: ResourceRequest): string =>
  formatArn({ service: 'cloudwatch', ...owner, resource: `alarm:${name}` });

interface TagsBefore {
  readonly request: ResourceRequest;
  readonly properties: Properties;
  readonly stackTags: readonly Tag[];
}

async function changeTags({ cloudwatch }: Clients, name: string, { request, ...before }: TagsBefore): Promise<void> {
  const { wanted, gone } = tagChange(request, before);
  const ResourceARN = arnOf(name, request);
  if (gone.length > 0) await cloudwatch.UntagResource({ ResourceARN, TagKeys: [...gone] }, request.call);
  const Tags = tagList(wanted);
  if (Tags.length > 0) await cloudwatch.TagResource({ ResourceARN, Tags }, request.call);
}
