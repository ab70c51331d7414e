import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import { formatPlural } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Badge, type BadgeTone } from '../../parts/badge.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import type { ChangeSet } from './change-sets-panel.tsx';
import { replacementWords, stackNameOf } from './stack-words.ts';

type ResourceChange = NonNullable<
  NonNullable<Answer<'cloudformation', 'DescribeChangeSet'>['Changes']>[number]['ResourceChange']
>;

const pagesMax = 20;

async function readChanges(call: Call, stackName: string, changeSetName: string): Promise<readonly ResourceChange[]> {
  const changes: ResourceChange[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('cloudformation', 'DescribeChangeSet', {
      StackName: stackName,
      ChangeSetName: changeSetName,
      ...(token !== undefined && { NextToken: token }),
    });
    changes.push(...(answer.Changes ?? []).flatMap(({ ResourceChange: change }) => change ?? []));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return changes;
}

interface ChangeSetDetailsProps {
  readonly stackName: string;
  readonly changeSet: ChangeSet;
  readonly onDeleted: () => void;
}

/** What one change set does to each resource, and the buttons that do it or throw it away. */
export function ChangeSetDetails({ stackName, changeSet, onDeleted }: ChangeSetDetailsProps) {
  const call = useCall();
  const { ChangeSetName: name = '', ChangeSetId: id = '' } = changeSet;
  const shortName = stackNameOf(stackName);
  const query = useLiveQuery({
    key: `change set ${id}`,
    read: () => readChanges(call, stackName, id),
    concerns: ({ kind, id: changed }) => kind === 'stack' && changed === shortName,
  });
  return (
    <div className="change-set">
      <Loaded query={query} subject="its changes">
        {(changes) =>
          changes.length === 0 ? (
            <p className="muted">It changes no resource.</p>
          ) : (
            <DataTable
              caption={`Changes of ${name}`}
              columns={columns}
              rows={changes}
              keyOf={({ LogicalResourceId = '' }) => LogicalResourceId}
            />
          )
        }
      </Loaded>
      <ChangeSetActions
        stackName={shortName}
        changeSet={changeSet}
        changes={query.data ?? noChanges}
        onDeleted={onDeleted}
      />
    </div>
  );
}

const noChanges: readonly ResourceChange[] = [];

interface ActionsProps extends ChangeSetDetailsProps {
  readonly changes: readonly ResourceChange[];
}

function ChangeSetActions({ stackName, changeSet, changes, onDeleted }: ActionsProps) {
  const call = useCall();
  const { ChangeSetName: name = '', ChangeSetId: id = '', ExecutionStatus: execution } = changeSet;
  const replaced = changes.filter(({ Action, Replacement }) => Action === 'Modify' && Replacement === 'True').length;
  const removed = changes.filter(({ Action }) => Action === 'Remove').length;
  return (
    <div className="panel-controls" role="group" aria-label={`Actions of ${name}`}>
      {execution !== 'AVAILABLE' ? null : (
        <ConfirmAction
          label="Execute"
          question={`Execute ${name}?`}
          confirmLabel="Execute"
          tone="primary"
          onConfirm={async () => {
            await call('cloudformation', 'ExecuteChangeSet', { ChangeSetName: id });
            return `${stackName} is being changed.`;
          }}
        >
          <p>
            The stack {stackName} is changed now: {formatPlural(changes.length, 'resource')}.
          </p>
          {removed > 0 && <p className="bad-text">{formatPlural(removed, 'resource')} will be deleted.</p>}
          {replaced > 0 && <p className="bad-text">{formatPlural(replaced, 'resource')} will be replaced.</p>}
          <p>Functions with a deployment preference go out as their canary says; alarms can stop it.</p>
        </ConfirmAction>
      )}
      <ConfirmAction
        label="Delete"
        question={`Delete the change set ${name}?`}
        confirmLabel="Delete"
        tone="danger"
        disabledReason={
          execution === 'EXECUTE_IN_PROGRESS' || execution === 'EXECUTE_COMPLETE' ? 'It is executed' : undefined
        }
        onConfirm={async () => {
          await call('cloudformation', 'DeleteChangeSet', { ChangeSetName: id });
          onDeleted();
          return `The change set ${name} is deleted.`;
        }}
      >
        <p>The stack stays as it is. What the change set would have done has to be asked for anew.</p>
      </ConfirmAction>
    </div>
  );
}

const actionTones: Readonly<Record<string, BadgeTone>> = { Add: 'good', Modify: 'busy', Remove: 'bad' };

const columns: readonly Column<ResourceChange>[] = [
  {
    title: 'Change',
    cell: ({ Action = '' }) => <Badge tone={actionTones[Action] ?? 'plain'}>{Action}</Badge>,
  },
  { title: 'Resource', isHeader: true, cell: (change) => <Resource change={change} /> },
  { title: 'Replacement', cell: (change) => <Replacement change={change} /> },
  { title: 'Because of', isMinor: true, cell: (change) => <Because change={change} /> },
];

interface ChangeProps {
  readonly change: ResourceChange;
}

const Resource = ({ change: { LogicalResourceId, ResourceType } }: ChangeProps) => (
  <>
    <b className="long-name">{LogicalResourceId}</b>
    <div className="muted small long-name">{ResourceType}</div>
  </>
);

const Replacement = ({ change: { Action, Replacement: replacement } }: ChangeProps) =>
  Action !== 'Modify' ? (
    <span className="muted">–</span>
  ) : (
    <span className={replacement === 'True' ? 'worse' : undefined}>{replacementWords(replacement)}</span>
  );

function Because({ change: { Details: details, Scope: scope } }: ChangeProps) {
  const names = new Set(details?.flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []));
  const words = names.size > 0 ? [...names] : (scope ?? []);
  return words.length === 0 ? <span className="muted">–</span> : words.join(', ');
}
