/** Writes what AWS's SDK clients of JavaScript are answered as the recordings have it, which were made with Python's. */
import { Lambda, LambdaServiceException, type LambdaClientConfig } from '@aws-sdk/client-lambda';

/** A refusal with its body as it came over the wire. */
const refusals = new WeakMap<object, Readonly<Record<string, unknown>>>();
/** The body that answered a request. */
const bodies = new WeakMap<object, string>();

/** A client that keeps the bodies of refusals, for what the SDK does not tell: `message` or `Message`. */
export function createRecordingClient(config: LambdaClientConfig): Lambda {
  const client = new Lambda({ ...config, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const body = bodies.get(args.request as object) ?? '';
        if (error instanceof LambdaServiceException && body !== '')
          refusals.set(error, JSON.parse(body) as Record<string, unknown>);
        throw error;
      }
    },
    { step: 'deserialize', priority: 'high', name: 'keepRefusal' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: unknown };
      if (response.statusCode < 400) return result;
      const body = await textOf(response.body);
      bodies.set(args.request as object, body);
      response.body = new TextEncoder().encode(body);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepBody' },
  );
  return client;
}

async function textOf(body: unknown): Promise<string> {
  if (body === undefined || body === null) return '';
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** A success: its members, and the HTTP status in place of what the SDK adds. */
export function recordSuccess(output: object): Readonly<Record<string, unknown>> {
  const { $metadata: metadata, ...members } = output as { $metadata: { httpStatusCode?: number } };
  // No body is nothing to JavaScript's client, and an empty text to Python's.
  const { Payload } = { Payload: '', ...members };
  const given = Payload === null ? { ...members, Payload: '' } : members;
  const plain = Object.entries(given).map(([name, value]) => [name, plainOf(value)] as const);
  return { ...Object.fromEntries(plain), ResponseMetadata: metadataOf(metadata.httpStatusCode) };
}

/**
 * A refusal: the code and the text, and the members that AWS's model names. An error that the model
 * does not know (ValidationException) has none of these.
 */
export function recordRefusal(error: LambdaServiceException): Readonly<Record<string, unknown>> {
  const body = refusals.get(error) ?? {};
  const text = 'message' in body ? body['message'] : (body['Message'] ?? '');
  const isModelled = error.constructor !== LambdaServiceException;
  return {
    Error: { Code: error.name, Message: text },
    ...(isModelled ? body : {}),
    ResponseMetadata: metadataOf(error.$metadata.httpStatusCode),
  };
}

const metadataOf = (httpStatusCode: number | undefined) => ({ HTTPHeaders: {}, HTTPStatusCode: httpStatusCode });

const plainOf = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString() : value);
