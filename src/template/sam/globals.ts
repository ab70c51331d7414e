/**
 * The section `Globals`: properties that all resources of a type have. Maps are merged, lists are
 * put together, and what else a resource says for itself counts alone.
 */
import {
  copyJson,
  isFilled,
  isList,
  isObject,
  member,
  setMember,
  type JsonObject,
  type JsonValue,
} from './mutable-json.ts';
import { globalProperties } from './data/global-properties.ts';
import { isIntrinsic } from './intrinsics/intrinsic-values.ts';
import { isOpenApi3, versionText } from './open-api/definition.ts';
import { OutputSize } from './output-size.ts';
import { pythonRepr, pythonText } from './python-text.ts';
import { refuseResource, SamRefusal, TemplateRefusal } from './refusal.ts';
import { eachSamResource } from './template-structure.ts';

const prefix = 'AWS::Serverless::';

/** Merges the section into the resources, in place, and takes it away. */
export function applyGlobals(template: JsonObject): void {
  const globals = 'Globals' in template ? readGlobals(template['Globals']) : {};
  boundGlobals(template, globals);
  for (const [id, resource] of eachSamResource(template)) {
    const section = member(globals, String(resource['Type']).slice(prefix.length));
    const local = resource['Properties'] ?? {};
    resource['Properties'] = isObject(section)
      ? mergeGlobal(withoutIgnored(id, section, resource['IgnoreGlobals']), local)
      : local;
  }
  delete template['Globals'];
  for (const [, api] of eachSamResource(template, 'AWS::Serverless::Api')) setOpenApiVersion(api['Properties']);
}

/** A definition that the transform fills in is of the version that the API names. */
function setOpenApiVersion(properties: JsonValue | undefined): void {
  if (!isObject(properties) || properties['__MANAGE_SWAGGER'] === undefined) return;
  const { DefinitionBody: definition, OpenApiVersion: version } = properties;
  if (version === undefined || !isOpenApi3(version)) return;
  properties['OpenApiVersion'] = versionText(version);
  if (!isObject(definition)) return;
  definition['openapi'] = versionText(version);
  if (isFilled(definition['swagger'])) delete definition['swagger'];
}

/** Every resource has a copy of its section, so that both together may be too large. */
function boundGlobals(template: JsonObject, globals: JsonObject): void {
  const size = new OutputSize();
  for (const [name, section] of Object.entries(globals))
    size.count(name, section, eachSamResource(template, prefix + name).length);
}

function readGlobals(section: JsonValue | undefined): JsonObject {
  if (!isObject(section)) throw refuse('It must be a non-empty dictionary');
  for (const [name, properties] of Object.entries(section)) {
    const supported = Object.hasOwn(globalProperties, name) ? globalProperties[name] : undefined;
    if (supported === undefined) {
      const names = pythonRepr(Object.keys(globalProperties).toSorted());
      throw refuse(`'${name}' is not supported. Must be one of the following values - ${names}`);
    }
    // The braces are AWS's own: its message forgets to fill in the name.
    if (!isObject(properties)) throw refuse('Value of ${section} must be a dictionary');
    const unknown = Object.keys(properties).find((property) => !supported.includes(property));
    if (unknown !== undefined) {
      const names = pythonRepr([...supported]);
      throw refuse(
        `'${unknown}' is not a supported property of '${name}'. Must be one of the following values - ${names}`,
      );
    }
  }
  return section;
}

function withoutIgnored(id: string, section: JsonObject, ignored: JsonValue | undefined): JsonObject {
  if (!ignored) return section;
  if (ignored === '*') return {};
  const problem = `Resource ${id} has invalid resource attribute 'IgnoreGlobals'`;
  if (!isList(ignored)) throw new TemplateRefusal([refuseResource(id, `${problem}.`)]);
  const rest = { ...section };
  for (const name of ignored) {
    if (typeof name !== 'string' || member(rest, name) === undefined)
      throw new TemplateRefusal([refuseResource(id, `${problem} on item '${pythonText(name)}'.`)]);
    delete rest[name];
  }
  return rest;
}

function mergeGlobal(global: JsonValue, local: JsonValue): JsonValue {
  if (isList(global) && isList(local)) return [...copyJson(global), ...local];
  if (!isPlainMap(global) || !isPlainMap(local)) return local;
  const merged = copyJson(global);
  for (const [name, value] of Object.entries(local)) {
    const inherited = member(merged, name);
    setMember(merged, name, inherited === undefined ? value : mergeGlobal(inherited, value));
  }
  return merged;
}

/** An intrinsic function counts as one value, which a merge leaves whole. */
function isPlainMap(value: JsonValue): value is JsonObject {
  return isObject(value) && !isIntrinsic(value);
}

function refuse(message: string): TemplateRefusal {
  return new TemplateRefusal([new SamRefusal(`'Globals' section is invalid. ${message}`, 'Globals')]);
}
