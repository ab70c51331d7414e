/** Which change of a document is one of what the console shows: by the form of the services' keys. */
import type { ConsoleChange } from '../server/console/changes.ts';
import { allStacksPrefix, cloudformationPrefix } from '../services/cloudformation/resources/keys.ts';
import { alarmsPrefix } from '../services/cloudwatch/resources/alarm-keys.ts';
import { deploymentsPrefix } from '../services/codedeploy/resources/keys.ts';
import { lambdaPrefix, parseKey as parseLambdaKey } from '../services/lambda/resources/keys.ts';
import { logsPrefix, parseKey as parseLogsKey } from '../services/logs/resources/keys.ts';
import type { CommittedChange } from '../storage/documents.ts';

/** Finds a change set's stack, and is written with each change set. */
const changeSetsPrefix = `${cloudformationPrefix}change-set-stack/`;

export const watchedPrefixes: readonly string[] = [
  deploymentsPrefix,
  // An event of a stack, or of a resource, is written together with the stack itself.
  allStacksPrefix,
  changeSetsPrefix,
  alarmsPrefix,
  lambdaPrefix,
  logsPrefix,
];

export function changeOf({ key, value }: CommittedChange): ConsoleChange | undefined {
  if (key.startsWith(deploymentsPrefix)) return named('deployment', key.slice(deploymentsPrefix.length));
  if (key.startsWith(allStacksPrefix)) return named('stack', key.slice(allStacksPrefix.length));
  if (key.startsWith(alarmsPrefix)) return named('alarm', key.slice(alarmsPrefix.length), 'rest');
  if (key.startsWith(changeSetsPrefix)) return ofChangeSet(value);
  if (key.startsWith(lambdaPrefix)) return ofFunction(key);
  return ofLogs(key);
}

/** `region/account/name…`: names of alarms may hold slashes, the others end at one. */
function named(kind: ConsoleChange['kind'], path: string, until: 'slash' | 'rest' = 'slash'): ConsoleChange {
  const [region = '', , name = '', ...rest] = path.split('/');
  return { kind, region, id: until === 'slash' ? name : [name, ...rest].join('/') };
}

function ofChangeSet(value: unknown): ConsoleChange | undefined {
  if (typeof value !== 'object' || value === null || !('stackName' in value) || !('region' in value)) return undefined;
  return { kind: 'stack', region: String(value.region), id: String(value.stackName) };
}

function ofFunction(key: string): ConsoleChange | undefined {
  const parts = parseLambdaKey(key);
  if (parts === undefined || parts.kind.startsWith('layer')) return undefined;
  return { kind: 'function', region: parts.owner.region, id: parts.name };
}

function ofLogs(key: string): ConsoleChange | undefined {
  const parts = parseLogsKey(key);
  // `logs/group/<region>/<account>/<name>`, where a name may hold slashes.
  const [, , region = '', , ...name] = parts?.groupKey.split('/') ?? [];
  return parts === undefined ? undefined : { kind: 'log', region, id: name.join('/') };
}
