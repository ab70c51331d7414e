/** Attributes that travel with a message. */
import type { SnsOperations } from '../../../api/sns.ts';
import { ApiError } from '../../../aws/api-error.ts';

export type WireMessageAttributes = NonNullable<SnsOperations['Publish']['input']['MessageAttributes']>;

/** By name. A binary value is in base64. */
export type MessageAttributes = Readonly<Record<string, { readonly type: string; readonly value: string }>>;

const invalid = (message: string): ApiError => new ApiError('InvalidParameterValueException', message);

export function parseMessageAttributes(given: WireMessageAttributes | undefined): MessageAttributes {
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, parseAttribute(name, value)]));
}

function parseAttribute(name: string, given: WireMessageAttributes[string]): { type: string; value: string } {
  const type = given.DataType ?? '';
  if (!/^[a-zA-Z0-9_\-.]{1,256}$/.test(name) || /^(aws|amazon)\.|^\.|\.$|\.\./i.test(name))
    throw invalid(
      `Length of message attribute name must be less than 256 bytes, and it can only contain letters, digits, hyphens, underscores and periods: '${name}'`,
    );
  const [base] = type.split('.');
  if (base !== 'String' && base !== 'Number' && base !== 'Binary')
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const value = base === 'Binary' ? encode(given.BinaryValue) : given.StringValue;
  if (value === undefined || value === '')
    throw invalid(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  if (base === 'Number' && !Number.isFinite(Number(value)))
    throw invalid(`Could not cast message attribute '${name}' value to number.`);
  return { type, value };
}

function encode(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('base64');
}

/** As messages carry them. */
export function describeAttributes(attributes: MessageAttributes): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]),
  );
}

/** What the attributes add to a message's size. */
export function attributesBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes)
    .flatMap(([name, { type, value }]) => [name, type, value])
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
