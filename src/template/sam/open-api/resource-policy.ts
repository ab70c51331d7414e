/** The resource policy of a REST API, which says from where it may be called; added in place. */
import { isAbsent, isFilled, isList, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { sub } from '../intrinsics/intrinsic-values.ts';
import { pythonText } from '../python-text.ts';
import { pushUnique } from '../unique-list.ts';
import { anyMethod, pathItems, refuseDefinition } from './definition.ts';

const policyName = 'x-amazon-apigateway-policy';

/** Adds the statements that the lists of a `ResourcePolicy` stand for, for the methods of one path. */
export function addResourcePolicy(
  definition: JsonObject,
  policy: JsonObject,
  { path, stage }: { readonly path: string; readonly stage: JsonValue },
): void {
  const statements = new PolicyStatements(definition);
  const methods = methodsOf(definition, { path, stage });
  statements.addAccounts('Allow', policy['AwsAccountWhitelist'], methods);
  statements.addAccounts('Deny', policy['AwsAccountBlacklist'], methods);
  statements.addRanges('NotIpAddress', policy['IpRangeWhitelist'], methods);
  statements.addRanges('IpAddress', policy['IpRangeBlacklist'], methods);
  statements.addNetworks('StringEquals', networksOf(policy, 'Blacklist'), methods);
  statements.addNetworks('StringNotEquals', networksOf(policy, 'Whitelist'), methods);
  statements.finish();
}

/** Adds statements that the template wrote itself. */
export function addCustomStatements(definition: JsonObject, custom: JsonValue | undefined): void {
  if (!isFilled(custom)) return;
  const statements = new PolicyStatements(definition);
  statements.addCustom(custom);
  statements.finish();
}

/** `{name}` and `{name+}` of a path as `*`, as ARNs have it. */
export function pathPattern(path: string): string {
  return path.replaceAll(/\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}/g, '*');
}

/** The methods of a path as ARNs of the API's stage. */
function methodsOf(
  definition: JsonObject,
  { path, stage }: { readonly path: string; readonly stage: JsonValue },
): JsonValue[] {
  const pattern = pathPattern(path);
  return pathItems(definition, path)
    .flatMap((item) => Object.keys(item))
    .map((name) => {
      const lower = name.toLowerCase();
      const method = lower === anyMethod || lower === 'any' ? '*' : name.toUpperCase();
      return sub(`execute-api:/\${__Stage__}/${method}${pattern}`, { __Stage__: stage });
    });
}

function networksOf(policy: JsonObject, list: 'Blacklist' | 'Whitelist'): JsonObject {
  const { [`SourceVpc${list}`]: named } = policy;
  if (isList(named) && !named.every((name) => typeof name === 'string'))
    throw refuseDefinition(
      `SourceVpc${list} must be a list of strings. Use IntrinsicVpc${list} instead for values that use Intrinsic Functions`,
    );
  const names = isList(named) ? named : [];
  const starting = (prefix: string) => names.filter((name) => name.startsWith(prefix));
  const further = (name: string) => (isList(policy[name]) ? policy[name] : []);
  const vpcs = [...starting('vpc-'), ...further(`IntrinsicVpc${list}`)];
  const endpoints = [...starting('vpce-'), ...further(`IntrinsicVpce${list}`)];
  return {
    ...(vpcs.length > 0 && { 'aws:SourceVpc': vpcs }),
    ...(endpoints.length > 0 && { 'aws:SourceVpce': endpoints }),
  };
}

/** The statements of the policy, which is one map, not a list, as long as one account list alone is there. */
class PolicyStatements {
  readonly #definition: JsonObject;
  readonly #policy: JsonObject;

  constructor(definition: JsonObject) {
    const { [policyName]: existing } = definition;
    this.#definition = definition;
    this.#policy = isFilled(existing) && isObject(existing) ? existing : {};
  }

  finish(): void {
    this.#definition[policyName] = this.#policy;
  }

  addAccounts(effect: 'Allow' | 'Deny', accounts: JsonValue | undefined, methods: JsonValue[]): void {
    if (!isFilled(accounts)) return;
    if (typeof accounts !== 'object')
      throw refuseDefinition(`Type of '${pythonText(accounts)}' must be a list or dictionary`);
    const statement = { ...invoke(effect, methods), Principal: { AWS: isList(accounts) ? accounts : [accounts] } };
    this.#policy['Version'] = '2012-10-17';
    const { Statement: existing } = this.#policy;
    if (isAbsent(existing)) this.#policy['Statement'] = statement;
    else if (isList(existing)) existing.push(statement);
    else this.#policy['Statement'] = [existing, statement];
  }

  addRanges(operator: 'IpAddress' | 'NotIpAddress', ranges: JsonValue | undefined, methods: JsonValue[]): void {
    if (!isFilled(ranges)) return;
    this.#addPair({ [operator]: { 'aws:SourceIp': isList(ranges) ? ranges : [ranges] } }, methods);
  }

  addNetworks(operator: 'StringEquals' | 'StringNotEquals', networks: JsonObject, methods: JsonValue[]): void {
    if (Object.keys(networks).length > 0) this.#addPair({ [operator]: networks }, methods);
  }

  addCustom(custom: JsonValue): void {
    this.#policy['Version'] = '2012-10-17';
    if (isAbsent(this.#policy['Statement'])) this.#policy['Statement'] = custom;
    else this.#addUnlessThere(asList(custom));
  }

  /** All may call, but those whom the condition names. */
  #addPair(condition: JsonObject, methods: JsonValue[]): void {
    this.#policy['Version'] = '2012-10-17';
    const allow = { ...invoke('Allow', methods), Principal: '*' };
    const deny = { ...invoke('Deny', methods), Principal: '*', Condition: condition };
    this.#addUnlessThere([allow, deny]);
  }

  #addUnlessThere(statements: readonly JsonValue[]): void {
    const { Statement: existing } = this.#policy;
    const all = isAbsent(existing) ? [] : asList(existing);
    for (const statement of statements) pushUnique(all, statement);
    this.#policy['Statement'] = all;
  }
}

function invoke(effect: string, methods: JsonValue[]): JsonObject {
  return { Effect: effect, Action: 'execute-api:Invoke', Resource: methods };
}

function asList(value: JsonValue): JsonValue[] {
  return isList(value) ? value : [value];
}
