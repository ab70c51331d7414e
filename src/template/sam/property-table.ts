/**
 * The properties that a SAM resource or an event source takes, as data, and the check of what a
 * template gives against them.
 */
import { isAbsent, isList, isObject, type JsonObject, type JsonValue } from './mutable-json.ts';
import { refuseResource } from './refusal.ts';

/** Tells whether a value, which is there, is of the kind that the property takes. */
export interface ValueCheck {
  readonly isValid: (value: JsonValue) => boolean;
  /** How a refusal names the kind; without it, it says only that the type is invalid. */
  readonly called?: string;
}

export interface PropertyRule extends ValueCheck {
  readonly isRequired: boolean;
  /** Whether an intrinsic function may stand for a value of the kind. */
  readonly takesIntrinsic: boolean;
}

/** Rules by property; their order is that in which they are checked. */
export type PropertyTable = Readonly<Record<string, PropertyRule>>;

export const isString: ValueCheck = { isValid: (value) => typeof value === 'string', called: 'string' };
export const isMap: ValueCheck = { isValid: (value) => isObject(value), called: 'map' };
export const isArray: ValueCheck = { isValid: (value) => isList(value) };
export const isBoolean: ValueCheck = { isValid: (value) => typeof value === 'boolean' };
/** Python counts true and false among the integers, and so do templates. */
export const isInteger: ValueCheck = {
  isValid: (value) => typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value)),
};
export const isAnything: ValueCheck = { isValid: () => true };

export const oneOf = (...checks: readonly ValueCheck[]): ValueCheck => ({
  isValid: (value) => checks.some((check) => check.isValid(value)),
});
export const listOf = (check: ValueCheck): ValueCheck => ({
  isValid: (value) => isList(value) && value.every((item) => check.isValid(item)),
});
export const mapOf = (check: ValueCheck): ValueCheck => ({
  isValid: (value) => isObject(value) && Object.values(value).every((item) => check.isValid(item)),
});
export const oneOfTexts = (...texts: readonly string[]): ValueCheck => ({
  isValid: (value) => typeof value === 'string' && texts.includes(value),
  called: describeTexts(texts),
});

/** A property that may be missing, and for whose value an intrinsic function may stand. */
export const optional = (check: ValueCheck): PropertyRule => ({ ...check, isRequired: false, takesIntrinsic: true });
export const required = (check: ValueCheck): PropertyRule => ({ ...check, isRequired: true, takesIntrinsic: true });
/** A property whose value the transform reads itself, so that no intrinsic function may stand for it. */
export const plain = (check: ValueCheck): PropertyRule => ({ ...check, isRequired: false, takesIntrinsic: false });
export const requiredPlain = (check: ValueCheck): PropertyRule => ({
  ...check,
  isRequired: true,
  takesIntrinsic: false,
});
/** A property that CloudFormation alone judges. */
export const passed: PropertyRule = plain(isAnything);
export const requiredPassed: PropertyRule = requiredPlain(isAnything);

/** Rules for properties that only are passed on. */
export function passAll(...names: readonly string[]): PropertyTable {
  return Object.fromEntries(names.map((name) => [name, passed]));
}

/** Refuses what the table does not know or does not allow. `type` is that of the resource or event. */
export function checkProperties(
  table: PropertyTable,
  properties: JsonObject,
  owner: { readonly id: string; readonly type: string },
): void {
  for (const name of Object.keys(properties))
    if (!Object.hasOwn(table, name))
      throw refuseResource(owner.id, `property ${name} not defined for resource of type ${owner.type}`);
  for (const [name, rule] of Object.entries(table)) checkProperty(name, rule, properties[name], owner.id);
}

function checkProperty(name: string, rule: PropertyRule, value: JsonValue | undefined, id: string): void {
  if (rule.takesIntrinsic && isObject(value) && Object.keys(value).length === 1) return;
  if (isAbsent(value)) {
    if (rule.isRequired) throw refuseResource(id, `Missing required property '${name}'.`);
    return;
  }
  if (rule.isValid(value)) return;
  const problem =
    rule.called === undefined
      ? `Type of property '${name}' is invalid.`
      : `Property '${name}' should be a ${rule.called}.`;
  throw refuseResource(id, problem);
}

function describeTexts(texts: readonly string[]): string {
  const quoted = texts.map((text) => `'${text}'`);
  if (quoted.length === 1) return `the string ${quoted[0]}`;
  if (quoted.length === 2) return `one of the strings: ${quoted.join(' or ')}`;
  return `one of the strings: ${quoted.slice(0, -1).join(', ')}, or ${quoted.at(-1)}`;
}
