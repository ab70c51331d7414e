import { isList, isObject, member, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { pythonText } from '../python-text.ts';
import { refuseStructure, TemplateRefusal } from '../refusal.ts';
import { onlyName } from './intrinsic-values.ts';

/** Resolves, in place, each `Fn::FindInMap` whose three keys are plain texts. */
export function resolveMappings(value: JsonValue | undefined, mappings: JsonObject): JsonValue | undefined {
  if (value === undefined || Object.keys(mappings).length === 0) return value;
  const resolved = onlyName(value) === 'Fn::FindInMap' && isObject(value) ? findInMap(value, mappings) : value;
  if (isList(resolved))
    for (const [index, item] of resolved.entries()) resolved[index] = resolveMappings(item, mappings) ?? null;
  else if (isObject(resolved))
    for (const [name, item] of Object.entries(resolved))
      setMember(resolved, name, resolveMappings(item, mappings) ?? null);
  return resolved;
}

function findInMap(value: JsonObject, mappings: JsonObject): JsonValue {
  const keys = value['Fn::FindInMap'];
  if (!isList(keys) || keys.length !== 3)
    throw refuse(`Invalid FindInMap value ${pythonText(keys)}. FindInMap expects an array with 3 values.`);
  const [mapName, top, second] = keys.map((key) => resolveMappings(key, mappings));
  if (typeof mapName !== 'string' || typeof top !== 'string' || typeof second !== 'string') return value;
  const map = member(mappings, mapName);
  if (map === undefined) return value;
  const problem = `Cannot use Fn::FindInMap on Mapping '${mapName}' which is not a a two-level map.`;
  if (!isObject(map)) throw refuse(problem);
  const level = member(map, top);
  if (level === undefined) return value;
  if (!isObject(level)) throw refuse(problem);
  return member(level, second) ?? value;
}

function refuse(message: string): TemplateRefusal {
  return new TemplateRefusal([refuseStructure(message)]);
}
