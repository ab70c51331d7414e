import type { ShiftTimeline } from '../../api/serin-operations.ts';
import { useCall, useLive, useLiveQuery } from '../../live/live.tsx';
import type { RollbackView } from './outcome.ts';
import { hasEnded, type DeploymentView } from './read-deployment.ts';
import {
  metricDataInput,
  metricsWindow,
  parseMetricData,
  type MetricsWindow,
  type VersionMetrics,
} from './version-metrics.ts';
import { readWatchedAlarms, type WatchedAlarm } from './watched-alarms.ts';

export interface ShiftData {
  readonly alarms: readonly WatchedAlarm[];
  readonly timeline: ShiftTimeline;
  /** Absent until they were read. */
  readonly metrics: VersionMetrics | undefined;
  readonly window: MetricsWindow;
  readonly rollback: RollbackView | undefined;
  /** What could not be read at last. */
  readonly failures: readonly { readonly subject: string; readonly error: unknown }[];
}

const noTimeline: ShiftTimeline = { entries: [], weights: [] };
const noAlarms: readonly WatchedAlarm[] = [];

/** What arrives after the end still belongs to it: calls that were under way, and the minute that was counting. */
const metricsAfterEndSeconds = 60;

/** All that is told of a deployment beside itself, each read when it changes. One that fails leaves the others. */
export function useShiftData(deployment: DeploymentView): ShiftData {
  const call = useCall();
  const { id, shift, info } = deployment;
  const alarms = useLiveQuery({
    key: `watched alarms ${id} ${shift.alarms.join(' ')}`,
    read: () => readWatchedAlarms(call, shift.alarms),
    concerns: ({ kind }) => kind === 'alarm',
  });
  const timeline = useLiveQuery({
    key: `timeline ${id}`,
    read: () => call('serin', 'DescribeShiftTimeline', { deploymentId: id }),
    concerns: ({ kind }) => kind === 'deployment' || kind === 'alarm' || kind === 'stack',
  });
  const { metrics, window, error: metricsError } = useMetrics(deployment);
  const rollbackId = info.rollbackInfo?.rollbackDeploymentId;
  const rollback = useLiveQuery(
    rollbackId === undefined
      ? undefined
      : {
          key: `rollback ${rollbackId}`,
          read: () => readRollback(call, rollbackId),
          concerns: ({ kind, id }) => kind === 'deployment' && id === rollbackId,
        },
  );
  const failures = [
    { subject: 'the alarms', error: alarms.error },
    { subject: 'the timeline', error: timeline.error },
    { subject: 'the metrics', error: metricsError },
    { subject: 'the rollback', error: rollback.error },
  ].filter(({ error }) => error !== undefined);
  return {
    failures,
    alarms: alarms.data ?? noAlarms,
    timeline: timeline.data ?? noTimeline,
    metrics,
    window,
    rollback: rollback.data,
  };
}

interface ReadMetrics {
  readonly metrics: VersionMetrics | undefined;
  readonly window: MetricsWindow;
  readonly error: unknown;
}

function useMetrics(deployment: DeploymentView): ReadMetrics {
  const call = useCall();
  const { connection } = useLive();
  const { info, target, status, id } = deployment;
  const startedAt = info.startTime ?? info.createTime ?? 0;
  const ended = hasEnded(status);
  const windowNow = (): MetricsWindow => {
    const now = connection.now();
    return metricsWindow(startedAt, ended ? Math.min(now, (info.completeTime ?? now) + metricsAfterEndSeconds) : now);
  };
  const query = useLiveQuery(
    target === undefined
      ? undefined
      : {
          key: `version metrics ${id} ${status}`,
          read: async () => {
            const window = windowNow();
            const answer = await call('cloudwatch', 'GetMetricData', metricDataInput(target, window));
            return { metrics: parseMetricData(answer), window };
          },
          // While it runs, time itself moves the chart; then only what still comes in does.
          isOnBeat: !ended,
          concerns: ({ kind, id }) => ended && kind === 'metric' && id === target.functionName,
        },
  );
  return { error: query.error, ...(query.data ?? { metrics: undefined, window: windowNow() }) };
}

async function readRollback(call: ReturnType<typeof useCall>, deploymentId: string): Promise<RollbackView> {
  const { deploymentInfo = {} } = await call('codedeploy', 'GetDeployment', { deploymentId });
  const { status = '', errorInformation, createTime, completeTime } = deploymentInfo;
  return {
    id: deploymentId,
    status,
    ...(errorInformation?.message !== undefined && { message: errorInformation.message }),
    ...(createTime !== undefined && completeTime !== undefined && { tookSeconds: completeTime - createTime }),
  };
}
