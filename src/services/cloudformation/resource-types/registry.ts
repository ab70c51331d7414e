/** Every resource type that Serin carries out; a new one is a file beside this one and a line here. */
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';
import { createAliasType } from './alias.ts';
import { createFunctionType } from './function.ts';
import { createLogGroupType } from './log-group.ts';
import { createTopicType } from './topic.ts';
import { createVersionType } from './version.ts';
import { waitConditionHandleType } from './wait-condition-handle.ts';

export type ResourceTypes = ReadonlyMap<string, ResourceType>;

export function createResourceTypes(clients: ResourceClients): ResourceTypes {
  const types: readonly ResourceType[] = [
    createAliasType(clients),
    createFunctionType(clients),
    createVersionType(clients),
    createTopicType(clients),
    createLogGroupType(clients),
    waitConditionHandleType,
  ];
  return new Map(types.map((type) => [type.typeName, type]));
}
