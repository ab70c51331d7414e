import type { ReactNode } from 'react';
import { hasCode } from '../../api/console-error.ts';
import type { Call } from '../../api/call.ts';
import { formatBytes } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Breadcrumb } from '../../parts/breadcrumb.tsx';
import { Badge, type BadgeTone } from '../../parts/badge.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Facts } from '../../parts/panel.tsx';
import { inWords } from '../../parts/status-tones.ts';
import { Link, useTitle } from '../../routing/router.tsx';
import { AliasesPanel } from './aliases-panel.tsx';
import { FunctionLogPanel } from './function-log-panel.tsx';
import { FunctionMetricsPanel } from './function-metrics-panel.tsx';
import { FunctionVersionsPanel } from './function-versions-panel.tsx';
import { readAliases, readVersions, type Alias, type FunctionSummary, type Version } from './read-functions.ts';
import { TestInvokePanel } from './test-invoke-panel.tsx';
import { secondsOf } from './wire-moment.ts';

interface FunctionView {
  readonly configuration: FunctionSummary;
  readonly aliases: readonly Alias[];
  readonly versions: readonly Version[];
}

async function readFunction(call: Call, name: string): Promise<FunctionView> {
  const [configuration, aliases, versions] = await Promise.all([
    call('lambda', 'GetFunctionConfiguration', { FunctionName: name }),
    readAliases(call, name),
    readVersions(call, name),
  ]);
  return { configuration, aliases, versions };
}

/** One function: what it is, what it does, and a way to try it. */
export function FunctionScreen({ name }: { readonly name: string }) {
  useTitle(name);
  const call = useCall();
  const query = useLiveQuery({
    key: `function ${name}`,
    read: () => readFunction(call, name),
    concerns: ({ kind, id }) => kind === 'function' && id === name,
  });
  if (query.data === undefined && hasCode(query.error, 'ResourceNotFoundException'))
    return (
      <EmptyState title={`There is no function ${name} in this region`}>
        <p>
          Choose another region above, or look at <Link href="/functions">all functions</Link>.
        </p>
      </EmptyState>
    );
  return (
    <Loaded query={query} subject="the function">
      {({ configuration, aliases, versions }) => (
        <>
          <FunctionHead name={name} configuration={configuration} />
          <div className="deployment">
            <div className="deployment-main">
              <FunctionMetricsPanel name={name} aliases={aliases} versions={versions} />
              <TestInvokePanel name={name} aliases={aliases} versions={versions} />
              <FunctionLogPanel name={name} logGroup={configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`} />
            </div>
            <div className="deployment-side">
              <AliasesPanel name={name} aliases={aliases} />
              <FunctionVersionsPanel latest={configuration} versions={versions} aliases={aliases} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}

const stateTones: Readonly<Record<string, BadgeTone>> = { Active: 'good', Pending: 'busy', Failed: 'bad' };

interface HeadProps {
  readonly name: string;
  readonly configuration: FunctionSummary;
}

function FunctionHead({ name, configuration }: HeadProps) {
  const { State: state, StateReason: reason, LastUpdateStatus: update } = configuration;
  return (
    <header className="head">
      <Breadcrumb href="/functions" list="Functions" name={name} />
      <div className="screen-head">
        <div className="screen-title">
          <h1 className="long-name">{name}</h1>
          {state !== undefined && <Badge tone={stateTones[state] ?? 'plain'}>{inWords(state)}</Badge>}
          {update === 'InProgress' && <Badge tone="busy">Update in progress</Badge>}
          {update === 'Failed' && <Badge tone="bad">Update failed</Badge>}
        </div>
        <div className="screen-actions">
          <Link href={`/deployments?function=${encodeURIComponent(name)}`}>Its deployments</Link>
        </div>
      </div>
      {reason !== undefined && <p className="bad-text">{reason}</p>}
      <Facts facts={factsOf(configuration)} />
    </header>
  );
}

function factsOf(configuration: FunctionSummary): readonly (readonly [string, ReactNode])[] {
  const { Runtime, PackageType, Handler, MemorySize, Timeout, Architectures, CodeSize, Description } = configuration;
  const modifiedAt = secondsOf(configuration.LastModified);
  return [
    ['Runtime', Runtime ?? PackageType ?? '–'],
    ...(Handler === undefined || Handler === '' ? [] : ([['Handler', <code key="handler">{Handler}</code>]] as const)),
    ['Memory', `${MemorySize ?? '–'} MB`],
    ['Timeout', `${Timeout ?? '–'} s`],
    ['Architecture', Architectures?.join(', ') ?? '–'],
    ['Code', formatBytes(CodeSize)],
    ['Last modified', <Moment key="modified" at={modifiedAt} />],
    ...(Description === undefined || Description === '' ? [] : ([['Description', Description]] as const)),
  ];
}
