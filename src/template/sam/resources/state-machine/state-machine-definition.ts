/** The definition of a state machine, as Step Functions takes it from a template. */
import {
  copyJson,
  isFilled,
  isList,
  isObject,
  withoutAbsent,
  type JsonObject,
  type JsonValue,
} from '../../mutable-json.ts';
import { isIntrinsic, join } from '../../intrinsics/intrinsic-values.ts';
import { asciiJson } from '../../logical-id.ts';
import { compareText, refuseResource } from '../../refusal.ts';
import { parseBucketUri } from '../code-location.ts';

/** The properties that tell the definition: its text or its place, and what is substituted in it. */
export function describeDefinition(id: string, properties: JsonObject): JsonObject {
  const { Definition: definition, DefinitionUri: uri, DefinitionSubstitutions: given } = properties;
  const substitutions = isFilled(given) && isObject(given) ? given : {};
  if (isFilled(definition) && isFilled(uri))
    throw refuseResource(id, "Specify either 'Definition' or 'DefinitionUri' property and not both.");
  const described: JsonObject = {};
  if (isFilled(definition)) {
    const text = copyJson(definition);
    Object.assign(substitutions, takeDynamicValues(text));
    described['DefinitionString'] = join('\n', renderJson(text).split('\n'));
  } else if (isFilled(uri)) described['DefinitionS3Location'] = locateDefinition(id, uri);
  else throw refuseResource(id, "Either 'Definition' or 'DefinitionUri' property must be specified.");
  if (isFilled(substitutions)) described['DefinitionSubstitutions'] = substitutions;
  return described;
}

function locateDefinition(id: string, uri: JsonValue): JsonObject {
  if (isObject(uri)) {
    const { Bucket, Key, Version } = uri;
    if (!isFilled(Bucket) || !isFilled(Key))
      throw refuseResource(id, "'DefinitionUri' requires Bucket and Key properties to be specified.");
    return withoutAbsent({ Bucket, Key, Version });
  }
  const location = parseBucketUri(uri);
  if (location !== undefined) return withoutAbsent({ ...location });
  throw refuseResource(
    id,
    "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
  );
}

/** Puts a variable in the place of each intrinsic function and dynamic reference, and tells their values. */
function takeDynamicValues(definition: JsonValue): JsonObject {
  const values: JsonObject = {};
  const visit = (value: JsonValue): void => {
    for (const { item, replace } of membersOf(value)) {
      if (!isIntrinsic(item) && !isDynamicReference(item)) {
        visit(item);
        continue;
      }
      const name = `definition_substitution_${Object.keys(values).length + 1}`;
      values[name] = item;
      replace(`\${${name}}`);
    }
  };
  visit(definition);
  return values;
}

interface Member {
  readonly item: JsonValue;
  replace(text: string): void;
}

function membersOf(value: JsonValue): Member[] {
  if (isList(value))
    return value.map((item, index) => ({
      item,
      replace(text) {
        value[index] = text;
      },
    }));
  if (!isObject(value)) return [];
  return sortedEntries(value).map(([name, item]) => ({
    item,
    replace(text) {
      value[name] = text;
    },
  }));
}

function isDynamicReference(value: JsonValue): boolean {
  return typeof value === 'string' && /^\{\{resolve:([a-z-]+):(.+)\}\}$/.test(value);
}

/** JSON in lines, with names in order and all that is not ASCII escaped. */
function renderJson(value: JsonValue, indent = ''): string {
  const inner = `${indent}    `;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + renderJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (isObject(value)) {
    const entries = sortedEntries(value);
    if (entries.length === 0) return '{}';
    const lines = entries.map(([name, item]) => `${inner}${asciiJson(name)}: ${renderJson(item, inner)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  return typeof value === 'string' ? asciiJson(value) : JSON.stringify(value);
}

function sortedEntries(object: JsonObject): [string, JsonValue][] {
  return Object.entries(object).toSorted(([one], [other]) => compareText(one, other));
}
