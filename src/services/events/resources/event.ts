/** Events as they are put and as rules and targets see them. */
import type { EventsOperations } from '../../../api/events.ts';
import type { Owner } from './keys.ts';

export type WireEntry = NonNullable<EventsOperations['PutEvents']['input']['Entries']>[number];

export interface BusEvent extends Owner {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  /** JSON text of an object. */
  readonly detail: string;
  readonly atMs: number;
}

export interface EntryRefusal {
  readonly code: string;
  readonly message: string;
}

const bytes = (text: string | undefined): number => Buffer.byteLength(text ?? '');

/** As AWS counts an entry's size. */
export function entryBytes({ Time: time, Source, DetailType, Detail, Resources: resources = [] }: WireEntry): number {
  const ofResources = resources.reduce((sum, resource) => sum + bytes(resource), 0);
  return (time === undefined ? 0 : 14) + bytes(Source) + bytes(DetailType) + bytes(Detail) + ofResources;
}

/** Why AWS does not take the entry; `undefined`: it does. */
export function whyRefused(entry: WireEntry): EntryRefusal | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const)
    if (entry[name] === undefined || entry[name] === '')
      return {
        code: 'InvalidArgument',
        message: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
  return isObjectText(entry.Detail ?? '') ? undefined : { code: 'MalformedDetail', message: 'Detail is malformed.' };
}

/** Only AWS's own services speak as `aws.`; in this house the ones in the process. */
export function isAwsSource(source: string | undefined): boolean {
  return source !== undefined && /^aws\./i.test(source);
}

/** The JSON text that targets get. The detail is handed on as it came, so that no number loses a digit. */
export function describeEvent({ id, source, detailType, resources, detail, atMs, region, account }: BusEvent): string {
  const head = {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account,
    time: eventTime(atMs),
    region,
    resources,
  };
  return `${JSON.stringify(head).slice(0, -1)},"detail":${detail}}`;
}

/** Whole seconds, as events tell time. */
export const eventTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
