/**
 * Operations called by name, with JSON in the model's own words: for those who have proved by other
 * means than a signature who they are. Decoding, constraints, handlers and errors are those of every
 * request; moments are seconds since 1970, bytes are base64.
 */
import { open } from 'node:fs/promises';
import type { ApiOperation, ServiceApi } from '../api/service-api.ts';
import { services } from '../api/services.ts';
import { ApiError } from '../aws/api-error.ts';
import type { Caller } from '../aws/caller.ts';
import { readBody, writeBody } from '../protocol/codecs.ts';
import { encodeError, errorCodeOf } from '../protocol/encode.ts';
import { isFileSlice } from '../protocol/rest-binding.ts';
import { findViolations } from '../protocol/validation.ts';
import { whyWrongType } from '../protocol/value-types.ts';
import type { Random } from '../time/random.ts';
import { handlerOf, hiddenFailure, notImplemented, type ServedService, violationError } from './dispatcher.ts';
import type { ServerLog } from './server-log.ts';

/** Plain data: it passes between threads. */
export interface NamedCall {
  /** As `lambda`; `serin` for what Serin adds to AWS's operations. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** JSON; empty for no input. */
  readonly body: Uint8Array;
}

export interface NamedAnswer {
  readonly status: number;
  /** JSON: the output, or `{code, message, requestId}`. */
  readonly body: Uint8Array;
}

export interface NamedCallerOptions {
  readonly services: Readonly<Record<string, ServedService | undefined>>;
  /** On whose behalf, in a region. */
  readonly callerIn: (region: string) => Caller;
  readonly random: Random;
  readonly log: ServerLog;
  /** For addresses in answers. */
  readonly origin: string;
}

export function refusedCall(status: number, code: string, message: string, requestId: string): NamedAnswer {
  return { status, body: Buffer.from(JSON.stringify({ code, message, requestId })) };
}

export class NamedCaller {
  readonly #options: NamedCallerOptions;

  constructor(options: NamedCallerOptions) {
    this.#options = options;
  }

  /** Never rejects: what goes wrong is an answer. */
  async call(call: NamedCall): Promise<NamedAnswer> {
    const requestId = this.#options.random.uuid();
    const service = services.find(({ name }) => name === call.service);
    const operation = (await service?.load())?.findOperation(call.operation);
    if (service === undefined || operation === undefined)
      return refusedCall(
        404,
        'UnknownOperationException',
        `Serin knows no operation ${call.service}:${call.operation}`,
        requestId,
      );
    const api = await service.load();
    try {
      return { status: 200, body: await this.#carryOut(api, operation, call, requestId) };
    } catch (error) {
      return this.#refuse(error, api, call, requestId);
    }
  }

  async #carryOut(
    api: ServiceApi,
    operation: ApiOperation,
    { region, body }: NamedCall,
    requestId: string,
  ): Promise<Uint8Array> {
    const { services: served, callerIn, origin } = this.#options;
    const handler = handlerOf(served[api.name], operation.name);
    if (handler === undefined) throw notImplemented(api, operation.name);
    if (hasEventStream(operation))
      throw new ApiError('NotImplemented', `${operation.name} answers with a stream, which JSON cannot carry`);
    const input = readInput(operation, body);
    const violations = api.name === 's3' ? undefined : findViolations(api, operation.name, input, labelsOf(operation));
    if (violations !== undefined) throw violationError(served[api.name], api.protocols[0] ?? 'json', violations, input);
    const output = await handler(input, { caller: callerIn(region), requestId, origin });
    if (operation.output.isUnitSchema()) return Buffer.from('{}');
    return writeBody('model-json', operation.output, await withWholeBodies(operation, { ...output }));
  }

  #refuse(error: unknown, api: ServiceApi, call: NamedCall, requestId: string): NamedAnswer {
    const { services: served, log } = this.#options;
    if (!(error instanceof ApiError)) log.failure(`${call.service}:${call.operation} (request ${requestId})`, error);
    const known = error instanceof ApiError ? error : hiddenFailure(api.name);
    const extraErrors = served[api.name]?.extraErrors ?? {};
    const protocol = api.protocols[0] ?? 'json';
    const target = { api, protocol, requestId, extraErrors, method: 'POST', path: '/', isQueryMode: false };
    const { status } = encodeError(known, target);
    return refusedCall(status, errorCodeOf(api, known, extraErrors), known.message, requestId);
  }
}

function readInput(operation: ApiOperation, body: Uint8Array): Record<string, unknown> {
  const refuse = (message: string): ApiError => new ApiError('SerializationException', message);
  if (body.length === 0 || operation.input.isUnitSchema()) return {};
  let read: unknown;
  try {
    read = readBody('model-json', operation.input, body);
  } catch (error) {
    throw refuse(`Could not read the request: ${error instanceof Error ? error.message : 'malformed body'}`);
  }
  const problem = whyWrongType(operation.input, read);
  if (problem !== undefined) throw refuse(problem);
  if (typeof read !== 'object' || read === null) throw refuse('The request body is not a structure');
  // A null is a member that is not given, as in every protocol of AWS's.
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null && value !== undefined));
}

const knownLabels = new WeakMap<ApiOperation, ReadonlySet<string>>();

/** What would stand in the path of a REST request: its violations are told last. One set for all calls of an operation. */
function labelsOf(operation: ApiOperation): ReadonlySet<string> {
  let labels = knownLabels.get(operation);
  if (labels === undefined) {
    const { input } = operation;
    const members = input.isUnitSchema() ? [] : [...input.structIterator()];
    labels = new Set(members.filter(([, member]) => member.getMergedTraits().httpLabel).map(([name]) => name));
    knownLabels.set(operation, labels);
  }
  return labels;
}

function hasEventStream({ output }: ApiOperation): boolean {
  if (output.isUnitSchema()) return false;
  return [...output.structIterator()].some(([, member]) => member.isStreaming() && !member.isBlobSchema());
}

/** As much of an object as one JSON answer may hold. */
const bodyMaxBytes = 8 * 1024 * 1024;

/** An object lies in a file: in JSON it has to stand whole. */
async function withWholeBodies(operation: ApiOperation, output: Record<string, unknown>): Promise<object> {
  const { Body: body } = output;
  if (operation.service !== 's3' || !isFileSlice(body)) return output;
  if (body.length > bodyMaxBytes)
    throw new ApiError(
      'EntityTooLarge',
      `The object is larger than the ${bodyMaxBytes} bytes that JSON can carry here`,
    );
  await using file = await open(body.file);
  const { buffer } = await file.read(Buffer.alloc(body.length), 0, body.length, body.start);
  return { ...output, Body: buffer };
}
