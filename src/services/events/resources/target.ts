/** A rule's target: whom it tells of an event, and what. */
import type { EventsOperations } from '../../../api/events.ts';
import { parseArn } from '../../../aws/arn.ts';
import { readJsonTree } from '../../../aws/json-tree.ts';
import { invalid } from '../errors.ts';
import { parseJsonPath } from './json-path.ts';

export type WireTarget = NonNullable<EventsOperations['PutTargets']['input']['Targets']>[number];

export interface TargetRecord {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input: TargetInput;
  readonly attemptsMax: number;
  readonly ageMaxSeconds: number;
  /** Whether the caller gave a retry policy, and is told it. */
  readonly hasRetryPolicy: boolean;
}

export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly json: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'template'; readonly paths: Readonly<Record<string, string>>; readonly template: string };

const attemptsMaxDefault = 185;
const ageMaxSecondsDefault = 86_400;

export type TargetKind = 'function' | 'topic';

/** What stands behind an ARN; `undefined`: nothing that Serin delivers to. */
export function targetKind(arn: string): TargetKind | undefined {
  const { service, resource = '' } = parseArn(arn) ?? {};
  if (service === 'lambda' && resource.startsWith('function:')) return 'function';
  return service === 'sns' && resource !== '' && !resource.includes(':') ? 'topic' : undefined;
}

/** Why a target is not served, though AWS knows its like; `undefined`: it is served. */
export function whyNotServed(target: WireTarget): string | undefined {
  const arn = parseArn(target.Arn ?? '');
  if (targetKind(target.Arn ?? '') === undefined)
    return `Serin delivers to Lambda functions and SNS topics only, not to ${arn?.service ?? target.Arn}.`;
  const {
    Id: _id,
    Arn: _arn,
    RoleArn: _role,
    Input: _i,
    InputPath: _p,
    InputTransformer: _t,
    RetryPolicy: _r,
    ...rest
  } = target;
  const other = Object.entries(rest).find(([, value]) => value !== undefined)?.[0];
  return other === undefined ? undefined : `Serin does not serve ${other} of targets.`;
}

export function parseTarget(target: WireTarget): TargetRecord {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = target.RetryPolicy ?? {};
  return {
    id: target.Id ?? '',
    arn: target.Arn ?? '',
    ...(target.RoleArn !== undefined && { roleArn: target.RoleArn }),
    input: parseInput(target),
    attemptsMax: attempts ?? attemptsMaxDefault,
    ageMaxSeconds: age ?? ageMaxSecondsDefault,
    hasRetryPolicy: target.RetryPolicy !== undefined,
  };
}

function parseInput({ Id: id, Input: json, InputPath: path, InputTransformer: transformer }: WireTarget): TargetInput {
  if ([json, path, transformer].filter((given) => given !== undefined).length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  if (json !== undefined) {
    const tree = readJsonTree(json);
    if (tree.kind === 'fault') throw invalid(`JSON syntax error in input for target ${id}: ${tree.fault.reason}`);
    return { kind: 'constant', json };
  }
  if (path !== undefined) {
    requirePath(path, `InputPath for target ${id}`);
    return { kind: 'path', path };
  }
  if (transformer === undefined) return { kind: 'event' };
  const paths = transformer.InputPathsMap ?? {};
  for (const [name, value] of Object.entries(paths)) {
    if (name.startsWith('AWS.') || name.startsWith('aws.'))
      throw invalid(`Invalid InputTransformer for target ${id} : [The variable name ${name} is reserved.]`);
    requirePath(value, `InputTransformer for target ${id}`);
  }
  return { kind: 'template', paths, template: transformer.InputTemplate ?? '' };
}

function requirePath(path: string, where: string): void {
  if (parseJsonPath(path) === undefined) throw invalid(`Invalid ${where} : [Illegal JSON path ${path}]`);
}

export function describeTarget(target: TargetRecord): WireTarget {
  const { input } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.roleArn !== undefined && { RoleArn: target.roleArn }),
    ...(input.kind === 'constant' && { Input: input.json }),
    ...(input.kind === 'path' && { InputPath: input.path }),
    ...(input.kind === 'template' && {
      InputTransformer: { InputPathsMap: { ...input.paths }, InputTemplate: input.template },
    }),
    ...(target.hasRetryPolicy && {
      RetryPolicy: { MaximumRetryAttempts: target.attemptsMax, MaximumEventAgeInSeconds: target.ageMaxSeconds },
    }),
  };
}
