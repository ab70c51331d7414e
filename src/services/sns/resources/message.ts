/** A message as it is published. */
import { invalidParameter } from '../errors.ts';
import {
  attributesBytes,
  type MessageAttributes,
  parseMessageAttributes,
  type WireMessageAttributes,
} from './message-attributes.ts';
import type { Protocol } from './subscription.ts';

export interface PublishedMessage {
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  /** The text for all protocols that have none of their own. */
  readonly message: string;
  /** By protocol, where the message is told differently to each. */
  readonly byProtocol: Readonly<Record<string, string>>;
}

interface WireMessage {
  readonly Message?: string | undefined;
  readonly Subject?: string | undefined;
  readonly MessageStructure?: string | undefined;
  readonly MessageAttributes?: WireMessageAttributes | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

export const messageBytesMax = 262_144;

export function parseMessage(input: WireMessage): PublishedMessage {
  const message = input.Message ?? '';
  if (message === '') throw invalidParameter('Empty message');
  if (input.MessageDeduplicationId !== undefined)
    throw invalidParameter(
      'MessageDeduplicationId',
      'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  const attributes = parseMessageAttributes(input.MessageAttributes);
  if (Buffer.byteLength(message) + attributesBytes(attributes) > messageBytesMax)
    throw invalidParameter('Message too long');
  const subject = input.Subject;
  if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject)) throw invalidParameter('Subject');
  return { subject, attributes, ...parseStructure(message, input.MessageStructure) };
}

export function sizeOf(input: WireMessage): number {
  const attributes = Object.entries(input.MessageAttributes ?? {});
  const ofAttributes = attributes.reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    0,
  );
  return Buffer.byteLength(input.Message ?? '') + ofAttributes;
}

/** What a subscriber of the protocol is told. */
export function textFor(message: PublishedMessage, protocol: Protocol): string {
  return message.byProtocol[protocol] ?? message.message;
}

function parseStructure(text: string, structure: string | undefined): Pick<PublishedMessage, 'message' | 'byProtocol'> {
  if (structure === undefined || structure === '') return { message: text, byProtocol: {} };
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  const texts = readTexts(text);
  if (texts === undefined) throw invalidParameter('Message Structure - JSON message body failed to parse');
  const { default: message, ...byProtocol } = texts;
  if (message === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return { message, byProtocol };
}

/** Entries that are no text are ignored, as AWS does. */
function readTexts(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return undefined;
  }
}
