/**
 * Fills a form in. Between braces may stand
 *
 * - `region`, `account`; `arn:sqs` for the beginning of an ARN of that service;
 * - `lower10`, `upper13`, `alnum6`, `hex17`, `digits10`, `uuid`, `ip`, `moment`: such a text, drawn from
 *   the seed. `lower26#host` is the same in all attributes of a resource that name `host`;
 * - `QueueName`: the property, or a path of properties. In a physical ID CloudFormation makes a name
 *   where there is none, of so many characters at most as stand behind a colon; behind another one stands
 *   what the service takes: `lower`, `word` (no hyphens), `queue` (its kind at the end). What follows an
 *   equals sign stands where there is no property; `+a` is the region with an `a` behind it;
 * - `short`: a made name of the old kind, of which nothing is ever given;
 * - `ref`: the physical ID; `tail`, `head` and `middle`: its last part, and those before and after a bar.
 */
import { isJsonList, isJsonObject, member, type JsonValue } from '../../../../template/json.ts';
import { randomText } from '../../physical-name.ts';
import type { Properties } from '../../resource-type.ts';

export interface FormSource {
  readonly region: string;
  readonly account: string;
  readonly properties: Properties;
  /** For the parts that are drawn; `label` is what stands behind `#`. */
  readonly seedOf: (label: string | undefined) => string;
  /** Absent while the physical ID itself is made. */
  readonly physicalId?: string;
  /** Makes a name where a property is wanted and there is none. */
  readonly makeName?: (rules: { readonly lengthMax: number; readonly kind: string | undefined }) => string;
}

/** Empty where a property that stands for the whole is not there. */
export const fillForm = (form: string, source: FormSource): string =>
  form.replaceAll(/\{([^{}]+)\}/g, (_, token: string) => valueOf(token, source));

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const alphabets: Readonly<Record<string, string>> = {
  lower: lower + digits,
  upper: lower.toUpperCase() + digits,
  alnum: lower + lower.toUpperCase() + digits,
  hex: `${digits}abcdef`,
  digits,
};

const nameLengthMax = 128;

function valueOf(token: string, source: FormSource): string {
  const { region, account, physicalId = '' } = source;
  const drawn = /^(lower|upper|alnum|hex|digits)(\d+)(?:#(\w+))?$/.exec(token);
  if (drawn !== null) {
    const [, kind = '', length, label] = drawn;
    return randomText(source.seedOf(label), Number(length), alphabets[kind] ?? digits);
  }
  if (token.startsWith('arn:')) return `arn:aws:${token.slice('arn:'.length)}:${region}:${account}`;
  const [name = '', label] = token.split('#');
  switch (name) {
    case 'region':
      return region;
    case 'account':
      return account;
    case 'ref':
      return physicalId;
    case 'tail':
      return /[^/:+|]*$/.exec(physicalId)?.[0] ?? '';
    case 'head':
      return physicalId.split('|')[0] ?? '';
    case 'middle':
      return physicalId.split('|')[1] ?? '';
    case 'uuid':
      return uuidOf(source.seedOf(label));
    case 'ip':
      return `10.${bytesOf(source.seedOf(label), 3).join('.')}`;
    case 'moment':
      return momentOf(source.seedOf(label));
    case 'short':
      return source.makeName?.({ lengthMax: 25, kind: undefined }) ?? '';
    default:
      return propertyOf(token, source);
  }
}

function propertyOf(token: string, { properties, region, makeName }: FormSource): string {
  const [, path = '', lengthMax, kind, otherwise] = /^([\w.]+)(?::(\d+))?(?::(\w+))?(?:=(.*))?$/.exec(token) ?? [];
  const found = path
    .split('.')
    .reduce<JsonValue | undefined>(
      (value, name) => (isJsonObject(value) ? member(value, name) : undefined),
      properties,
    );
  if (found !== undefined && found !== null && !isJsonObject(found) && !isJsonList(found)) return String(found);
  if (otherwise !== undefined) return otherwise.startsWith('+') ? region + otherwise.slice(1) : otherwise;
  return makeName?.({ lengthMax: Number(lengthMax ?? nameLengthMax), kind }) ?? '';
}

function uuidOf(seed: string): string {
  const hex = randomText(seed, 32, `${digits}abcdef`);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)];
  return parts.join('-');
}

const bytesOf = (seed: string, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) =>
    Number.parseInt(randomText(`${seed}/${index}`, 2, `${digits}abcdef`), 16),
  );

/** A moment as the name of a table's stream has it; it tells nothing of when the table was made. */
function momentOf(seed: string): string {
  const [month = 0, day = 0, hour = 0] = bytesOf(seed, 3);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `2026-${two((month % 12) + 1)}-${two((day % 28) + 1)}T${two(hour % 24)}:00:00.${randomText(seed, 3, digits)}`;
}
