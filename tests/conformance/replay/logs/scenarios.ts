import type { MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import type { LogsReplay, LogsScenario } from './case.ts';

const of =
  (group: string) =>
  (test: string, run: LogsScenario['run']): LogsScenario => ({
    name: `${group}::${test}`,
    run,
  });

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const event = (timestamp: number, message = 'recorded') => ({ timestamp, message });

const events = of('TestLogsEvents');
const eventScenarios: readonly LogsScenario[] = [
  events('test_put_log_events_to_invalid_stream', async (s) => {
    const group = await s.group();
    const call = s.logs.putLogEvents({ ...group, logStreamName: 'none', logEvents: [event(s.nowMs)] });
    await s.refusal('error-invalid-stream', call);
  }),
  events('test_put_log_events_wrong_order', async (s) => {
    const stream = await s.stream();
    const call = s.logs.putLogEvents({ ...stream, logEvents: [event(s.nowMs), event(s.nowMs - 1000)] });
    await s.refusal('error-wrong-order', call);
  }),
  events('test_put_log_events_too_old', async (s) => {
    const stream = await s.stream();
    const call = s.logs.putLogEvents({ ...stream, logEvents: [event(s.nowMs - 15 * dayMs)] });
    await s.item('response-too-old', call);
  }),
  events('test_put_log_events_too_new', async (s) => {
    const stream = await s.stream();
    const call = s.logs.putLogEvents({ ...stream, logEvents: [event(s.nowMs + 3 * hourMs)] });
    await s.item('response-too-new', call);
  }),
  events('test_get_log_events_invalid_token', async (s) => {
    const stream = await s.stream();
    await s.refusal('error-invalid-token', s.logs.getLogEvents({ ...stream, nextToken: 'n/00000000000000' }));
  }),
  events('test_get_log_events_limit_validation', async (s) => {
    const stream = await s.stream();
    await s.refusal('error-limit-exceeded', s.logs.getLogEvents({ ...stream, limit: 10_001 }));
  }),
  of('TestLogsEventsErrors')('test_resource_does_not_exist', async (s) => {
    const missing = { logGroupName: 'none', logStreamName: 'none' };
    await s.refusal('error-log-group-does-not-exist', s.logs.getLogEvents(missing));
    const group = await s.group();
    await s.refusal('error-log-stream-does-not-exist', s.logs.getLogEvents({ ...missing, ...group }));
  }),
];

const filterEvents = of('TestFilterLogEvents');
const filterScenarios: readonly LogsScenario[] = [
  filterEvents('test_filter_log_events_limit_validation', async (s) => {
    const group = await s.group();
    await s.refusal('error-limit-exceeded', s.logs.filterLogEvents({ ...group, limit: 10_001 }));
  }),
  filterEvents('test_filter_log_events_unknown_token', async (s) => {
    const { logGroupName } = await s.stream();
    await s.refusal('invalid-token', s.logs.filterLogEvents({ logGroupName, nextToken: 'wrong-group@stream@999' }));
  }),
];

const groups = of('TestLogsGroups');
const groupScenarios: readonly LogsScenario[] = [
  groups('test_create_log_group_with_kms_key', async (s) => {
    const kmsKeyId = `arn:aws:kms:${s.platform.region}:${s.platform.account}:key/1234abcd`;
    await s.logs.createLogGroup({ logGroupName: 'recorded', kmsKeyId });
    await s.item('describe-log-groups-with-kms', s.logs.describeLogGroups({ logGroupNamePrefix: 'recorded' }));
  }),
  groups('test_create_log_group_duplicate_error', async (s) => {
    const group = await s.group();
    await s.refusal('error-duplicate-log-group', s.logs.createLogGroup(group));
  }),
  groups('test_create_log_group_invalid_name_length', async (s) => {
    await s.refusal('error-invalid-name-length', s.logs.createLogGroup({ logGroupName: 'a'.repeat(513) }));
  }),
  groups('test_describe_log_groups_with_prefix', async (s) => {
    for (const name of ['recorded-1', 'recorded-2', 'recorded-3']) await s.group(name);
    await s.item('describe-log-groups-prefix', s.logs.describeLogGroups({ logGroupNamePrefix: 'recorded-' }));
  }),
  groups('test_describe_log_groups_with_pattern', async (s) => {
    await s.group('recorded-pattern');
    await s.item('describe-log-groups-pattern', s.logs.describeLogGroups({ logGroupNamePattern: 'pattern' }));
  }),
  groups('test_describe_log_groups_prefix_and_pattern_error', async (s) => {
    const both = { logGroupNamePrefix: 'recorded', logGroupNamePattern: 'recorded' };
    await s.refusal('error-prefix-and-pattern', s.logs.describeLogGroups(both));
  }),
  groups('test_list_log_groups_with_pattern', async (s) => {
    await s.group('recorded-pattern');
    await s.item('list-log-groups-no-match', s.logs.listLogGroups({ logGroupNamePattern: 'no-such-group' }));
    const { logGroups } = await s.logs.describeLogGroups({ logGroupNamePattern: 'recorded-pattern' });
    s.value('list-log-groups-match', logGroups);
  }),
];

const listByName = (s: LogsReplay, group: { logGroupName: string }) => s.logs.listTagsLogGroup(group);
const listByArn = (s: LogsReplay, group: { logGroupName: string }) =>
  s.logs.listTagsForResource({ resourceArn: s.arn(group.logGroupName) });

const tags = of('TestLogsGroupsTags');
const tagScenarios: readonly LogsScenario[] = [
  tags('test_create_log_group_with_tags', async (s) => {
    await s.item('list-tags-after-create', listByName(s, await s.group('recorded', { env: 'testing' })));
  }),
  tags('test_tag_log_group', async (s) => {
    const group = await s.group();
    await s.logs.tagLogGroup({ ...group, tags: { tag_key_1: 'tag_value_1' } });
    await s.item('list-tags-after-tag', listByName(s, group));
  }),
  tags('test_untag_log_group', async (s) => {
    const group = await s.group('recorded', { tag_key_1: 'tag_value_1', tag_key_2: 'tag_value_2' });
    await s.logs.untagLogGroup({ ...group, tags: ['tag_key_1'] });
    await s.item('list-tags-after-untag', listByName(s, group));
  }),
  tags('test_tag_resource_api', async (s) => {
    const group = await s.group('recorded', { env: 'testing1' });
    const resourceArn = s.arn(group.logGroupName);
    const both = async (name: string) => {
      await s.item(`list-tags-log-group-${name}`, listByName(s, group));
      await s.item(`list-tags-for-resource-${name}`, listByArn(s, group));
    };
    await s.item('list-tags-after-create', listByName(s, group));
    await s.logs.tagResource({ resourceArn, tags: { test1: 'val1', test2: 'val2' } });
    await both('after-tag-resource');
    await s.logs.tagLogGroup({ ...group, tags: { test3: 'val3' } });
    await both('after-tag-log-group');
    await s.logs.untagResource({ resourceArn, tagKeys: ['env', 'test1', 'test3'] });
    await both('after-untag');
  }),
];

const streams = of('TestLogsStreams');
const streamScenarios: readonly LogsScenario[] = [
  streams('test_create_and_delete_log_stream', async (s) => {
    const { logGroupName } = await s.stream();
    await s.item('describe-log-streams-after-create', s.logs.describeLogStreams({ logGroupName }));
  }),
  streams('test_create_log_stream_duplicate_error', async (s) => {
    const stream = await s.stream();
    await s.refusal('error-duplicate-log-stream', s.logs.createLogStream(stream));
  }),
  streams('test_describe_log_streams_with_log_group_identifier', async (s) => {
    const { logGroupName } = await s.stream();
    const byName = { logGroupIdentifier: logGroupName };
    await s.item('describe-streams-identifier-name', s.logs.describeLogStreams(byName));
    const byArn = { logGroupIdentifier: s.arn(logGroupName) };
    await s.item('describe-streams-identifier-arn', s.logs.describeLogStreams(byArn));
    await s.refusal('error-both-name-and-identifier', s.logs.describeLogStreams({ logGroupName, ...byName }));
  }),
  streams('test_describe_log_streams_with_prefix', async (s) => {
    const { logGroupName } = await s.stream('recorded-1');
    for (const logStreamName of ['recorded-2', 'recorded-3'])
      await s.logs.createLogStream({ logGroupName, logStreamName });
    const call = s.logs.describeLogStreams({ logGroupName, logStreamNamePrefix: 'recorded-' });
    await s.item('describe-streams-with-prefix', call);
  }),
  streams('test_log_stream_arn_format', async (s) => {
    const { logGroupName } = await s.stream();
    await s.item('describe-log-streams-with-arn', s.logs.describeLogStreams({ logGroupName }));
  }),
];

const put = (
  s: LogsReplay,
  logGroupName: string,
  filterName: string,
  filterPattern: string,
  transformation: Partial<MetricTransformation> = {},
) =>
  s.logs.putMetricFilter({
    logGroupName,
    filterName,
    filterPattern,
    metricTransformations: [
      { metricName: 'metric', metricNamespace: 'namespace', metricValue: '1', ...transformation },
    ],
  });

const filters = of('TestMetricFilters');
const metricFilterScenarios: readonly LogsScenario[] = [
  filters('test_put_metric_filter_basic', async (s) => {
    const { logGroupName } = await s.group();
    await put(s, logGroupName, 'basic', ' ', { defaultValue: 0 });
    await s.item('describe-metric-filters', s.logs.describeMetricFilters({ logGroupName, filterNamePrefix: 'basic' }));
  }),
  filters('test_put_metric_filter_json_pattern', async (s) => {
    const { logGroupName } = await s.group();
    await put(s, logGroupName, 'json', '{$.message = "test"}', { defaultValue: 0 });
    await s.item(
      'describe-metric-filters-json',
      s.logs.describeMetricFilters({ logGroupName, filterNamePrefix: 'json' }),
    );
  }),
  filters('test_describe_metric_filters_by_prefix', async (s) => {
    for (const index of ['0', '1']) {
      const { logGroupName } = await s.group(`recorded-group-${index}`);
      const transformation = { metricName: `metric-${index}`, metricNamespace: `space-${index}`, metricValue: index };
      await put(s, logGroupName, `recorded-filter-${index}`, `filterPattern${index}`, transformation);
    }
    await s.item('describe-by-prefix', s.logs.describeMetricFilters({ filterNamePrefix: 'recorded-filter' }));
  }),
  filters('test_describe_metric_filters_by_log_group', async (s) => {
    const { logGroupName } = await s.group();
    await put(s, logGroupName, 'filter', 'pattern');
    await s.item('describe-by-log-group', s.logs.describeMetricFilters({ logGroupName }));
  }),
  filters('test_describe_metric_filters_by_metric_name', async (s) => {
    const { logGroupName } = await s.group();
    await put(s, logGroupName, 'filter', 'pattern', { metricName: 'own', metricNamespace: 'own-space' });
    const call = s.logs.describeMetricFilters({ metricName: 'own', metricNamespace: 'own-space' });
    await s.item('describe-by-metric-name', call);
  }),
];

const rules = of('TestMetricFiltersValidation');
const ruleScenarios: readonly LogsScenario[] = [
  rules('test_put_metric_filter_invalid_filter_name', async (s) => {
    const item = 'error-invalid-filter-name';
    await s.refusal(item, put(s, 'recorded', s.recordedRun(item), 'pattern'));
  }),
  rules('test_put_metric_filter_invalid_filter_pattern', async (s) => {
    const item = 'error-invalid-filter-pattern';
    await s.refusal(item, put(s, 'recorded', 'filter', s.recordedRun(item)));
  }),
  rules('test_put_metric_filter_too_many_transformations', async (s) => {
    const metricTransformations = ['1', '2'].map((index) => ({
      metricName: `metric${index}`,
      metricNamespace: `namespace${index}`,
      metricValue: '1',
    }));
    const input = { logGroupName: 'recorded', filterName: 'filter', filterPattern: 'pattern', metricTransformations };
    await s.refusal('error-too-many-transformations', s.logs.putMetricFilter(input));
  }),
  rules('test_delete_metric_filter_invalid_filter_name', async (s) => {
    const item = 'error-invalid-filter-name';
    const call = s.logs.deleteMetricFilter({ logGroupName: 'recorded', filterName: s.recordedRun(item) });
    await s.refusal(item, call);
  }),
  rules('test_delete_metric_filter_invalid_log_group_name', async (s) => {
    const call = s.logs.deleteMetricFilter({ logGroupName: 'X'.repeat(513), filterName: 'filter' });
    await s.refusal('error-invalid-log-group-name', call);
  }),
  rules('test_describe_metric_filters_invalid_parameters', async (s) => {
    const [prefix, metric] = ['error-invalid-filter-prefix', 'error-invalid-metric-name'] as const;
    await s.refusal(prefix, s.logs.describeMetricFilters({ filterNamePrefix: s.recordedRun(prefix) }));
    const named = { metricName: s.recordedRun(metric), metricNamespace: 'namespace' };
    await s.refusal(metric, s.logs.describeMetricFilters(named));
  }),
];

export const logsScenarios: readonly LogsScenario[] = [
  ...eventScenarios,
  ...filterScenarios,
  ...groupScenarios,
  ...tagScenarios,
  ...streamScenarios,
  ...metricFilterScenarios,
  ...ruleScenarios,
];
