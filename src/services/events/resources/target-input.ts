/** What a target is told of an event. Pure. */
import { parseJsonPath, valueAt } from './json-path.ts';
import type { TargetInput } from './target.ts';

export interface MatchedEvent {
  /** JSON text of the whole event. */
  readonly json: string;
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly ingestedAt: string;
}

export function inputFor(input: TargetInput, event: MatchedEvent): string {
  switch (input.kind) {
    case 'event':
      return event.json;
    case 'constant':
      return input.json;
    case 'path':
      return asJson(find(event, input.path));
    case 'template':
      return fill(input.template, variables(input.paths, event));
  }
}

/** By name, with its value; AWS's own beside the target's. */
function variables(paths: Readonly<Record<string, string>>, event: MatchedEvent): ReadonlyMap<string, unknown> {
  const whole: unknown = JSON.parse(event.json);
  return new Map<string, unknown>([
    ...Object.entries(paths).map(([name, path]) => [name, find(event, path)] as const),
    ['aws.events.rule-arn', event.ruleArn],
    ['aws.events.rule-name', event.ruleName],
    ['aws.events.event.ingestion-time', event.ingestedAt],
    ['aws.events.event', withoutDetail(whole)],
    ['aws.events.event.json', whole],
  ]);
}

function find({ json }: MatchedEvent, path: string): unknown {
  return valueAt(JSON.parse(json), parseJsonPath(path) ?? []);
}

function withoutDetail(event: unknown): unknown {
  if (typeof event !== 'object' || event === null) return event;
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'detail'));
}

/** A variable within quotes gives its text, any other its JSON. */
function fill(template: string, values: ReadonlyMap<string, unknown>): string {
  let filled = '';
  let isQuoted = false;
  for (const [token] of template.matchAll(/\\[^]|<[^<>\s]+>|[^]/g)) {
    if (token === '"') isQuoted = !isQuoted;
    const name = token.startsWith('<') && token.length > 1 ? token.slice(1, -1) : undefined;
    if (name === undefined || !values.has(name)) filled += token;
    else filled += isQuoted ? asText(values.get(name)) : asJson(values.get(name));
  }
  return filled;
}

const asJson = (value: unknown): string => (value === undefined ? '""' : JSON.stringify(value));

/** What can stand between quotes. */
function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
