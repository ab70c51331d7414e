import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import { formatPlural } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Badge } from '../../parts/badge.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { inWords, stackTone } from '../../parts/status-tones.ts';
import { Link } from '../../routing/router.tsx';
import { ReasonText } from './reason-text.tsx';
import { deploymentsHref, resourceHref, shortId, stackNameOf } from './stack-words.ts';

type Resource = NonNullable<Answer<'cloudformation', 'ListStackResources'>['StackResourceSummaries']>[number];

/** A template has 500 resources at most, and a page a hundred. */
const pagesMax = 20;

async function readResources(call: Call, name: string): Promise<readonly Resource[]> {
  const resources: Resource[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('cloudformation', 'ListStackResources', {
      StackName: name,
      ...(token !== undefined && { NextToken: token }),
    });
    resources.push(...(answer.StackResourceSummaries ?? []));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return resources;
}

/** What the stack is made of, with the way to the screens that show it. */
export function StackResourcesPanel({ name }: { readonly name: string }) {
  const call = useCall();
  const shortName = stackNameOf(name);
  const query = useLiveQuery({
    key: `stack resources ${name}`,
    read: () => readResources(call, name),
    concerns: ({ kind, id }) => kind === 'stack' && id === shortName,
  });
  return (
    <Panel
      title="Resources"
      aside={query.data === undefined ? undefined : formatPlural(query.data.length, 'resource')}
      isFlush
    >
      <Loaded query={query} subject="the resources">
        {(resources) =>
          resources.length === 0 ? (
            <EmptyState title="It has no resources" />
          ) : (
            <DataTable
              caption="Resources of the stack"
              columns={columns}
              rows={resources}
              keyOf={({ LogicalResourceId: id = '' }) => id}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

const columns: readonly Column<Resource>[] = [
  { title: 'Resource', isHeader: true, cell: (resource) => <Name resource={resource} /> },
  { title: 'Physical ID', cell: (resource) => <PhysicalId resource={resource} /> },
  { title: 'Status', cell: (resource) => <Status resource={resource} /> },
  {
    title: 'Updated',
    isMinor: true,
    cell: ({ LastUpdatedTimestamp: at }) => <Moment at={at} show="relative" />,
  },
];

interface ResourceProps {
  readonly resource: Resource;
}

const Name = ({ resource: { LogicalResourceId: id, ResourceType: type } }: ResourceProps) => (
  <div className="subject">
    <b>{id}</b>
    <div className="muted small">{type}</div>
  </div>
);

function PhysicalId({ resource: { ResourceType: type = '', PhysicalResourceId: physicalId } }: ResourceProps) {
  const [href, deployments] = [resourceHref({ type, physicalId }), deploymentsHref({ type, physicalId })];
  if (physicalId === undefined) return <span className="muted">–</span>;
  return (
    <div className="subject">
      {href === undefined ? (
        <span title={physicalId}>{shortId(physicalId)}</span>
      ) : (
        <Link href={href} title={physicalId}>
          {shortId(physicalId)}
        </Link>
      )}
      {deployments !== undefined && (
        <div className="small">
          <Link href={deployments}>Its deployments</Link>
        </div>
      )}
    </div>
  );
}

const Status = ({ resource: { ResourceStatus: status, ResourceStatusReason: reason } }: ResourceProps) => (
  <div className="status-cell">
    <Badge tone={stackTone(status ?? '')}>{inWords(status ?? '')}</Badge>
    {reason !== undefined && reason !== '' && (
      <div className="muted small event-reason">
        <ReasonText text={reason} />
      </div>
    )}
  </div>
);
