/** Reads what a caller sent to an invocation: its event and its client context, within AWS's limits. */
import {
  clientContextTooLarge,
  eventTooLarge,
  invalidClientContext,
  notJson,
  requestTooLarge,
} from './invocation-errors.ts';
import { findJsonFault } from './json-text.ts';

const requestBytesMax = 6_291_456;
const eventBytesMax = 1_048_576;
const clientContextBytesMax = 3583;

const emptyEvent: Uint8Array = Buffer.from('{}');

/** The event of a synchronous call: JSON bytes; an empty body is `{}`. */
export function readPayload(payload: Uint8Array | undefined): Uint8Array {
  if (payload === undefined || payload.length === 0) return emptyEvent;
  if (payload.length > requestBytesMax) throw requestTooLarge(requestBytesMax);
  return requireJson(payload);
}

/** The same for an asynchronous call, which takes less. */
export function readEventPayload(payload: Uint8Array | undefined): Uint8Array {
  if (payload === undefined || payload.length === 0) return emptyEvent;
  if (payload.length > eventBytesMax) throw eventTooLarge(payload.length, eventBytesMax);
  return requireJson(payload);
}

function requireJson(payload: Uint8Array): Uint8Array {
  const fault = findJsonFault(payload);
  if (fault !== undefined) throw notJson(fault);
  return payload;
}

export interface ClientContext {
  /** JSON, as the function gets it. */
  readonly text: string;
  /** The caller's own entries. */
  readonly custom: Readonly<Record<string, unknown>>;
}

/** Reads the X-Amz-Client-Context header: a JSON object in base64. */
export function readClientContext(encoded: string): ClientContext {
  if (encoded.length > clientContextBytesMax) throw clientContextTooLarge(clientContextBytesMax);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) throw invalidClientContext();
  const bytes = Buffer.from(encoded, 'base64');
  if (findJsonFault(bytes) !== undefined) throw invalidClientContext();
  const text = bytes.toString();
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw invalidClientContext();
  const custom = value['custom'];
  return { text, custom: isObject(custom) ? custom : {} };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
