import type { JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { createLogicalId } from '../logical-id.ts';
import type { EventTarget } from './event-source.ts';

export interface PermissionWish {
  /** The service that may invoke. */
  readonly principal: string;
  readonly sourceArn?: JsonValue | undefined;
  readonly sourceAccount?: JsonValue | undefined;
  readonly eventSourceToken?: JsonValue | undefined;
  /** What tells permissions of one event apart. */
  readonly suffix?: string;
}

/** The permission that lets an event's service invoke the function. */
export function createPermission(prefix: string, target: EventTarget, wish: PermissionWish): GeneratedResource {
  const { suffix = '' } = wish;
  // A suffix that could not stand in a logical ID is hashed.
  const id = /^[\p{L}\p{N}]+$/u.test(suffix)
    ? `${prefix}Permission${suffix}`
    : createLogicalId(`${prefix}Permission`, suffix);
  return generate(
    'AWS::Lambda::Permission',
    id,
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: target.name,
      Principal: wish.principal,
      SourceArn: wish.sourceArn,
      SourceAccount: wish.sourceAccount,
      EventSourceToken: wish.eventSourceToken,
    },
    { attributes: target.attributes },
  );
}
