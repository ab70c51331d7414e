import type { ReactNode } from 'react';
import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import { ConsoleError, hasCode } from '../../api/console-error.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { useAnnounceChange } from '../../parts/announcer.tsx';
import { Breadcrumb } from '../../parts/breadcrumb.tsx';
import { Badge } from '../../parts/badge.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Facts } from '../../parts/panel.tsx';
import { inWords, stackTone } from '../../parts/status-tones.ts';
import { Link, pathOf, useSearchWord, useTitle } from '../../routing/router.tsx';
import { ChangeSetsPanel } from './change-sets-panel.tsx';
import { StackEventsPanel } from './stack-events-panel.tsx';
import { StackResourcesPanel } from './stack-resources-panel.tsx';
import { StackValuesPanel } from './stack-values-panel.tsx';
import { isTelling, stackNameOf } from './stack-words.ts';
import { TemplatePanel } from './template-panel.tsx';

export type Stack = NonNullable<Answer<'cloudformation', 'DescribeStacks'>['Stacks']>[number];

async function readStack(call: Call, name: string): Promise<Stack> {
  const { Stacks: [stack] = [] } = await call('cloudformation', 'DescribeStacks', { StackName: name });
  if (stack === undefined) throw new ConsoleError('ValidationError', `Stack with id ${name} does not exist`);
  return stack;
}

/** One stack, by its name or, where it was deleted, by its ID. */
export function StackScreen({ name }: { readonly name: string }) {
  const shortName = stackNameOf(name);
  useTitle(shortName);
  const call = useCall();
  const query = useLiveQuery({
    key: `stack ${name}`,
    read: () => readStack(call, name),
    concerns: ({ kind, id }) => kind === 'stack' && id === shortName,
  });
  // AWS has no code of its own for a stack that is not there.
  if (query.data === undefined && hasCode(query.error, 'ValidationError'))
    return (
      <EmptyState title={`There is no stack ${shortName} in this region`}>
        <p>
          Choose another region above, or look at <Link href="/stacks">all stacks</Link>.
        </p>
      </EmptyState>
    );
  return (
    <Loaded query={query} subject="the stack">
      {(stack) => (
        <>
          <StackHead stack={stack} />
          <StackViews name={name} stack={stack} />
        </>
      )}
    </Loaded>
  );
}

function StackHead({ stack }: { readonly stack: Stack }) {
  const { StackName: name = '', StackStatus: status = '', StackStatusReason: reason, Description } = stack;
  useAnnounceChange(`${name}: ${inWords(status)}`);
  return (
    <header className="head">
      <Breadcrumb href="/stacks" list="Stacks" name={name} />
      <div className="screen-head">
        <div className="screen-title">
          <h1 className="long-name">{name}</h1>
          <Badge tone={stackTone(status)}>{inWords(status)}</Badge>
        </div>
      </div>
      {isTelling(reason) && <p className={stackTone(status) === 'bad' ? 'bad-text' : 'muted'}>{reason}</p>}
      {Description !== undefined && <p className="muted">{Description}</p>}
      <Facts facts={factsOf(stack)} />
    </header>
  );
}

function factsOf(stack: Stack): readonly (readonly [string, ReactNode])[] {
  const { CreationTime, LastUpdatedTime, DeletionTime, ParentId, RootId, Capabilities = [] } = stack;
  return [
    ['Created', <Moment key="created" at={CreationTime} />],
    ...(LastUpdatedTime === undefined
      ? []
      : ([['Last updated', <Moment key="updated" at={LastUpdatedTime} />]] as const)),
    ...(DeletionTime === undefined ? [] : ([['Deleted', <Moment key="deleted" at={DeletionTime} />]] as const)),
    ...(ParentId === undefined ? [] : ([['Nested in', <StackLink key="parent" id={ParentId} />]] as const)),
    ...(RootId === undefined || RootId === ParentId
      ? []
      : ([['Root stack', <StackLink key="root" id={RootId} />]] as const)),
    ...(Capabilities.length === 0 ? [] : ([['Capabilities', Capabilities.join(', ')]] as const)),
  ];
}

const StackLink = ({ id }: { readonly id: string }) => (
  <Link href={pathOf('stacks', stackNameOf(id))}>{stackNameOf(id)}</Link>
);

const views = { events: 'Events', resources: 'Resources', template: 'Template', changes: 'Change sets' } as const;
type ViewName = keyof typeof views;
const viewNames: readonly ViewName[] = ['events', 'resources', 'template', 'changes'];

function StackViews({ name, stack }: { readonly name: string; readonly stack: Stack }) {
  const [word, setWord] = useSearchWord('view');
  const view = viewNames.find((one) => one === word) ?? 'events';
  return (
    <>
      <fieldset className="segments views">
        <legend className="visually-hidden">View</legend>
        {viewNames.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="view"
              checked={view === one}
              onChange={() => setWord(one === 'events' ? '' : one)}
            />
            <span>{views[one]}</span>
          </label>
        ))}
      </fieldset>
      <div className="deployment">
        <div className="deployment-main">
          <View view={view} name={name} />
        </div>
        <div className="deployment-side">
          <StackValuesPanel stack={stack} />
        </div>
      </div>
    </>
  );
}

function View({ view, name }: { readonly view: ViewName; readonly name: string }) {
  switch (view) {
    case 'events':
      return <StackEventsPanel name={name} />;
    case 'resources':
      return <StackResourcesPanel name={name} />;
    case 'template':
      return <TemplatePanel name={name} />;
    case 'changes':
      return <ChangeSetsPanel name={name} />;
  }
}
