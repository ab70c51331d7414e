/** Smithy's codecs, one for each way of writing a body, with AWS's settings of each protocol. */
import { XmlCodec } from '@aws-sdk/core/protocols';
import { CborCodec } from '@smithy/core/cbor';
import {
  FromStringShapeDeserializer,
  JsonCodec2,
  JsonShapeDeserializer2,
  ToStringShapeSerializer,
} from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { hasPlausibleCounts } from './cbor-counts.ts';

/** Timestamp formats as the schemas number them. */
const dateTime = 5;
const httpDate = 6;
const epochSeconds = 7;

const jsonRpcSettings = { jsonName: false, timestampFormat: { useTrait: true, default: epochSeconds } } as const;
const restJsonSettings = { jsonName: true, timestampFormat: { useTrait: true, default: epochSeconds } } as const;
const modelJsonSettings = { jsonName: false, timestampFormat: { useTrait: false, default: epochSeconds } } as const;
const jsonRpcCodec = new JsonCodec2(jsonRpcSettings);
const restJsonCodec = new JsonCodec2(restJsonSettings);
const modelJsonCodec = new JsonCodec2(modelJsonSettings);
const jsonRpcReader = new JsonShapeDeserializer2(jsonRpcSettings);
const restJsonReader = new JsonShapeDeserializer2(restJsonSettings);
const modelJsonReader = new JsonShapeDeserializer2(modelJsonSettings);
const xmlCodec = new XmlCodec({
  xmlNamespace: '',
  serviceNamespace: '',
  httpBindings: true,
  timestampFormat: { useTrait: true, default: dateTime },
});
const cborCodec = new CborCodec();

const headerStrings = {
  read: new FromStringShapeDeserializer({ httpBindings: true, timestampFormat: { useTrait: true, default: httpDate } }),
  write: new ToStringShapeSerializer({ httpBindings: true, timestampFormat: { useTrait: true, default: httpDate } }),
};
const queryStrings = new FromStringShapeDeserializer({
  httpBindings: false,
  timestampFormat: { useTrait: true, default: dateTime },
});

/** A text stands where a number must. */
export class NotANumber extends Error {
  override readonly name = 'NotANumber';
  readonly text: string;

  constructor(text: string) {
    super(`${JSON.stringify(text)} is not a number`);
    this.text = text;
  }
}

/** Reads a header, label or query parameter of a REST request. */
export function readHttpValue(schema: NormalizedSchema, text: string): unknown {
  return requireNumber(headerStrings.read.read(schema, text), text);
}

/** Writes a header of a REST answer. */
export function writeHttpValue(schema: NormalizedSchema, value: unknown): string {
  headerStrings.write.write(schema, value);
  return headerStrings.write.flush();
}

/** Reads a parameter of a query request. */
export function readQueryValue(schema: NormalizedSchema, text: string): unknown {
  return requireNumber(queryStrings.read(schema, text), text);
}

function requireNumber(value: unknown, text: string): unknown {
  if (Number.isNaN(value)) throw new NotANumber(text);
  return value;
}

/** `model-json` is no protocol of AWS's: names as in the model, and each moment in seconds, whatever a schema says. */
export type BodyFormat = 'rest-json' | 'json' | 'xml' | 'cbor' | 'model-json';

export function readBody(format: BodyFormat, schema: NormalizedSchema, body: Uint8Array): unknown {
  switch (format) {
    case 'rest-json':
      return restJsonReader.readObject(schema, parseJson(body));
    case 'json':
      return jsonRpcReader.readObject(schema, parseJson(body));
    case 'model-json':
      return modelJsonReader.readObject(schema, parseJson(body));
    case 'xml':
      // AWS takes no document types: what they define could stand for anything.
      if (Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes('<!DOCTYPE'))
        throw new Error('The document has a type of its own');
      return xmlCodec.createDeserializer().read(schema, body);
    case 'cbor':
      if (!hasPlausibleCounts(body)) throw new Error('The body ends before its items do');
      return cborCodec.createDeserializer().read(schema, body);
  }
}

function parseJson(body: Uint8Array): ReturnType<typeof JSON.parse> {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
}

export function writeBody(format: BodyFormat, schema: NormalizedSchema, value: unknown): Uint8Array {
  const serializer = serializerOf(format);
  serializer.write(schema, value);
  const written: unknown = serializer.flush();
  if (written instanceof Uint8Array) return written;
  return Buffer.from(String(written), 'utf8');
}

function serializerOf(format: BodyFormat): { write(schema: NormalizedSchema, value: unknown): void; flush(): unknown } {
  switch (format) {
    case 'rest-json':
      return restJsonCodec.createSerializer();
    case 'json':
      return jsonRpcCodec.createSerializer();
    case 'model-json':
      return modelJsonCodec.createSerializer();
    case 'xml':
      return xmlCodec.createSerializer();
    case 'cbor':
      return cborCodec.createSerializer();
  }
}
