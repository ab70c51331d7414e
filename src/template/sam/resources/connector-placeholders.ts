import { isAbsent, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import type { ConnectorProfile } from '../data/connector-profiles.ts';
import { sub } from '../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../refusal.ts';

type Replacements = Readonly<Record<string, JsonValue | undefined>>;

/**
 * What a profile grants by access, with the values of the two resources in the places of `%{Source.Arn}`
 * and its like. A value that is missing is refused, whether or not its access was asked for.
 */
export function fillConnectorProfile(
  connectorId: string,
  profile: ConnectorProfile,
  replacements: Replacements,
): JsonObject {
  const filled: JsonObject = {};
  for (const [access, granted] of Object.entries(profile.accesses))
    filled[access] = fill(connectorId, granted, replacements);
  return filled;
}

function fill(connectorId: string, value: unknown, replacements: Replacements): JsonValue {
  if (typeof value === 'string') return fillText(connectorId, value, replacements);
  if (Array.isArray(value)) return value.map((item) => fill(connectorId, item, replacements));
  const filled: JsonObject = {};
  if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) setMember(filled, name, fill(connectorId, item, replacements));
  return filled;
}

function fillText(connectorId: string, text: string, replacements: Replacements): JsonValue {
  let filled = text;
  const variables: JsonObject = {};
  for (const [name, value] of Object.entries(replacements)) {
    const placeholder = `%{${name}}`;
    if (!filled.includes(placeholder)) continue;
    if (isAbsent(value)) throw refuseResource(connectorId, `${name} is missing.`);
    if (filled === placeholder) return value;
    const variable = name.replace('.', '');
    filled = filled.replaceAll(placeholder, () => `\${${variable}}`);
    variables[variable] = value;
  }
  return /\$\{.+\}/.test(filled) ? sub(filled, variables) : filled;
}
