import { events as eventsApi } from '../../../api/events.ts';
import { formatArn } from '../../../aws/arn.ts';
import { isJsonObject, type JsonObject } from '../../../template/json.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readDocument, readList, readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Properties, ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'events'>;

const settingNames = ['Description', 'RoleArn', 'ScheduleExpression', 'State'];

/** `<name>`, or `<bus>|<name>` where the bus is not the default one. */
export function createRuleType(clients: Clients): ResourceType {
  const { events } = clients;
  return createNamedType({
    typeName: 'AWS::Events::Rule',
    serviceName: 'EventBridge',
    attributeNames: ['Arn'],
    properties: [...settingNames, 'EventBusName', 'EventPattern', 'Name', 'Targets'],
    mustReplace: (previous, next) => busOf(previous) !== busOf(next),
    idOf(request) {
      const name = readText(request.properties, 'Name') ?? physicalName(request, { lengthMax: 64 });
      const bus = busOf(request.properties);
      return bus === undefined ? name : `${bus}|${name}`;
    },
    async exists(id, { call }) {
      return !id.includes('|') && (await findOrNone(() => events.DescribeRule({ Name: id }, call))) !== undefined;
    },
    make: (id, request) => put(clients, id, { request, previous: {} }),
    change: (id, request) => put(clients, id, { request, previous: request.previousProperties }),
    async remove(id, request) {
      if (id.includes('|')) return;
      await removeTargets(clients, id, { request, gone: readTargets(request.properties) });
      await events.DeleteRule({ Name: id }, request.call);
    },
    attributesOf: (id, { owner }) => ({
      Arn: formatArn({ service: 'events', ...owner, resource: `rule/${id.replace('|', '/')}` }),
    }),
    noteOf: (id, request) => noteOf(clients, id, request),
  });
}

/** `undefined`: the default one, the only one that Serin has. */
function busOf(properties: Properties): string | undefined {
  const bus = readText(properties, 'EventBusName');
  const name = bus?.slice(bus.lastIndexOf('/') + 1);
  return name === 'default' ? undefined : name;
}

const readTargets = (properties: Properties): readonly JsonObject[] =>
  readList(properties, 'Targets').filter(isJsonObject);

interface RuleChange {
  readonly request: ResourceRequest;
  readonly previous: Properties;
}

async function put({ events }: Clients, Name: string, { request, previous }: RuleChange): Promise<void> {
  const { properties, call } = request;
  if (Name.includes('|')) return;
  const pattern = readDocument(properties, 'EventPattern');
  const members = {
    Name,
    ...pick(properties, settingNames),
    ...(pattern !== undefined && { EventPattern: pattern }),
  };
  await events.PutRule(await operationInput(eventsApi, 'PutRule', members), call);
  const wanted = readTargets(properties);
  const wantedIds = new Set(wanted.map((target) => requireText(target, 'Id')));
  const gone = readTargets(previous).filter((target) => !wantedIds.has(requireText(target, 'Id')));
  await removeTargets({ events }, Name, { request, gone });
  if (wanted.length === 0) return;
  await events.PutTargets(await operationInput(eventsApi, 'PutTargets', { Rule: Name, Targets: wanted }), call);
}

/** Only those that are there: a change that failed may name what no target can be called. */
async function removeTargets(
  { events }: Clients,
  Rule: string,
  { request, gone }: { readonly request: ResourceRequest; readonly gone: readonly JsonObject[] },
): Promise<void> {
  const given = new Set(gone.map((target) => target['Id']));
  const { Targets = [] } = await events.ListTargetsByRule({ Rule }, request.call);
  const Ids = Targets.flatMap(({ Id }) => (Id !== undefined && given.has(Id) ? [Id] : []));
  if (Ids.length > 0) await events.RemoveTargets({ Rule, Ids }, request.call);
}

async function noteOf({ events }: Clients, id: string, { properties, call }: ResourceRequest) {
  if (id.includes('|')) return 'Serin has the default event bus alone: this rule is recorded, and nothing triggers it';
  const { Targets = [] } = await events.ListTargetsByRule({ Rule: id }, call);
  const served = new Set(Targets.map((target) => target.Id));
  const unserved = readTargets(properties)
    .map((target) => requireText(target, 'Id'))
    .filter((target) => !served.has(target));
  if (unserved.length === 0) return undefined;
  return `Serin sends no events to what these targets of the rule name: ${unserved.join(', ')}`;
}
