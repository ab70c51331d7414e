/** Stack policies: which resources an update may change. Pure. */
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../../template/json.ts';

export type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

export interface UpdateAttempt {
  readonly action: UpdateAction;
  readonly logicalId: string;
  readonly typeName: string;
}

const actions: ReadonlySet<string> = new Set(['Update:*', 'Update:Modify', 'Update:Replace', 'Update:Delete']);

/** Whether a text is a stack policy that AWS takes. */
export function isStackPolicy(text: string): boolean {
  const policy = readPolicy(text);
  if (policy === undefined) return false;
  if (Object.keys(policy).length === 0) return true;
  const statements = listOf(policy['Statement']);
  return statements.length > 0 && statements.every((statement) => isJsonObject(statement) && isStatement(statement));
}

/** Why the policy lets a resource not be changed, in AWS's words; `undefined`: it lets it. */
export function denialOf(text: string, attempt: UpdateAttempt): string | undefined {
  const statements = listOf(readPolicy(text)?.['Statement']).filter(isJsonObject);
  // A stack that has a policy protects all that no statement allows.
  if (statements.length === 0) return undefined;
  const applying = statements.map((statement) => ({ statement, applies: appliesTo(statement, attempt) }));
  const denied = applying.findIndex(({ statement, applies }) => applies && statement['Effect'] === 'Deny');
  const resource = `for resource [LogicalResourceId/${attempt.logicalId}]`;
  if (denied >= 0)
    return `Action denied by stack policy: Statement [#${denied + 1}] does not allow [${actionOf(statements[denied])}] ${resource}`;
  if (applying.some(({ statement, applies }) => applies && statement['Effect'] === 'Allow')) return undefined;
  return `Action not allowed by stack policy: no statement allows [${attempt.action}] ${resource}`;
}

function isStatement(statement: JsonObject): boolean {
  const { Effect: effect, Principal: principal } = statement;
  const isEffect = effect === 'Allow' || effect === 'Deny';
  const named = [...listOf(statement['Action']), ...listOf(statement['NotAction'])];
  const resources = [...listOf(statement['Resource']), ...listOf(statement['NotResource'])];
  return (
    isEffect &&
    (principal === '*' || (isJsonObject(principal) && principal['AWS'] === '*')) &&
    named.length > 0 &&
    named.every((action) => typeof action === 'string' && actions.has(action)) &&
    resources.length > 0
  );
}

function appliesTo(statement: JsonObject, attempt: UpdateAttempt): boolean {
  return (
    actionApplies(statement, attempt) && resourceApplies(statement, attempt) && conditionApplies(statement, attempt)
  );
}

function actionApplies(statement: JsonObject, { action }: UpdateAttempt): boolean {
  const matches = (pattern: JsonValue): boolean => pattern === 'Update:*' || pattern === action;
  const except = listOf(statement['NotAction']);
  return except.length > 0 ? !except.some(matches) : listOf(statement['Action']).some(matches);
}

function resourceApplies(statement: JsonObject, { logicalId }: UpdateAttempt): boolean {
  const matches = (pattern: JsonValue): boolean =>
    typeof pattern === 'string' && matchesWildcard(pattern, `LogicalResourceId/${logicalId}`);
  const except = listOf(statement['NotResource']);
  return except.length > 0 ? !except.some(matches) : listOf(statement['Resource']).some(matches);
}

function conditionApplies({ Condition: condition }: JsonObject, { typeName }: UpdateAttempt): boolean {
  if (!isJsonObject(condition)) return true;
  return Object.entries(condition).every(([operator, test]) => {
    const patterns = isJsonObject(test) ? listOf(test['ResourceType']) : [];
    const isLike = operator === 'StringLike';
    return patterns.some((pattern) => (isLike ? matchesWildcard(String(pattern), typeName) : pattern === typeName));
  });
}

const matchesWildcard = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);

function readPolicy(text: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => {
  if (value === undefined) return [];
  return isJsonList(value) ? value : [value];
};

const actionOf = (statement: JsonObject | undefined): string => listOf(statement?.['Action']).join(', ');
