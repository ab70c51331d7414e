import { evaluate } from './evaluate.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { argumentProblem, functionCall } from './function-call.ts';
import { isJsonList, isJsonObject, isSameJson, type JsonValue } from './json.ts';
import { refuse, type Refusal } from './refusal.ts';

/** What a scope holds before its conditions are known. */
export type ConditionScope = Omit<EvaluationScope, 'conditions' | 'resources' | 'importValue' | 'dynamicReference'>;

/** Which conditions of a template hold. */
export function evaluateConditions(
  conditions: ReadonlyMap<string, JsonValue>,
  scope: ConditionScope,
): ReadonlyMap<string, boolean> | Refusal {
  const evaluator = new ConditionEvaluator(conditions, scope);
  for (const name of conditions.keys()) {
    const refusal = evaluator.named(name);
    if (typeof refusal !== 'boolean') return refusal;
  }
  return evaluator.known;
}

/** Whether an expression holds that stands in a rule, where functions of rules may be used. */
export function evaluateRuleExpression(expression: JsonValue, scope: ConditionScope): boolean | Refusal {
  return new ConditionEvaluator(new Map(), scope).holds(expression);
}

/** How many conditions may each need the next one; AWS names no bound. */
const chainMax = 500;

class ConditionEvaluator {
  readonly known = new Map<string, boolean>();
  readonly #conditions: ReadonlyMap<string, JsonValue>;
  readonly #scope: EvaluationScope;
  readonly #open: string[] = [];

  constructor(conditions: ReadonlyMap<string, JsonValue>, scope: ConditionScope) {
    this.#conditions = conditions;
    const refused = (name: string): Refusal =>
      refuse(
        `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
      );
    this.#scope = {
      ...scope,
      conditions: this.known,
      resources: { ref: refused, attribute: refused },
      importValue: () => refuse('Template error: Cannot use Fn::ImportValue in Conditions.'),
      dynamicReference: ({ text }) => refuse(`Template error: Cannot use dynamic reference ${text} in Conditions.`),
    };
  }

  named(name: string): boolean | Refusal {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const expression = this.#conditions.get(name);
    if (expression === undefined)
      return refuse(
        `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    if (this.#open.includes(name))
      return refuse(
        `Circular dependency between conditions: [${this.#open.slice(this.#open.indexOf(name)).join(', ')}]`,
      );
    if (this.#open.length >= chainMax)
      return refuse(`Template error: more than ${chainMax} conditions build on one another`);
    this.#open.push(name);
    const holds = this.holds(expression);
    this.#open.pop();
    if (typeof holds === 'boolean') this.known.set(name, holds);
    return holds;
  }

  holds(expression: JsonValue): boolean | Refusal {
    if (typeof expression === 'boolean') return expression;
    if (expression === 'true' || expression === 'false') return expression === 'true';
    if (isJsonObject(expression) && Object.keys(expression).length === 1 && typeof expression['Condition'] === 'string')
      return this.named(expression['Condition']);
    const call = functionCall(expression);
    if (call === undefined)
      return refuse('Template format error: Every Conditions member must be a function that gives a boolean.');
    const { name, argument } = call;
    const args = isJsonList(argument) ? argument : [];
    if (name === 'Fn::Contains' || name === 'Fn::EachMemberEquals' || name === 'Fn::EachMemberIn')
      return this.#membership(name, args);
    const problem = argumentProblem(call);
    if (problem !== undefined) return refuse(problem);
    switch (name) {
      case 'Fn::And':
      case 'Fn::Or':
        return this.#junction(args, name === 'Fn::Or');
      case 'Fn::Not': {
        const holds = this.holds(args[0] ?? null);
        return typeof holds === 'boolean' ? !holds : holds;
      }
      case 'Fn::Equals':
        return this.#withOperands(args, ([one, other]) => isSameText(one, other));
      default:
        return refuse(`Template error: ${name} does not give a boolean.`);
    }
  }

  /** Looks at all of them, as a fault in one that does not matter is still a fault. */
  #junction(expressions: readonly JsonValue[], deciding: boolean): boolean | Refusal {
    let result = !deciding;
    for (const expression of expressions) {
      const holds = this.holds(expression);
      if (typeof holds !== 'boolean') return holds;
      if (holds === deciding) result = deciding;
    }
    return result;
  }

  #membership(name: string, args: readonly JsonValue[]): boolean | Refusal {
    if (args.length !== 2) return refuse(`Template error: every ${name} object requires a list of 2 parameters.`);
    return this.#withOperands(args, ([one = null, other = null]) => {
      const isIn = (value: JsonValue, list: JsonValue): boolean => listOf(list).some((item) => isSameText(item, value));
      if (name === 'Fn::Contains') return isIn(other, one);
      if (name === 'Fn::EachMemberIn') return listOf(one).every((item) => isIn(item, other));
      return listOf(one).every((item) => isSameText(item, other));
    });
  }

  #withOperands(args: readonly JsonValue[], decide: (values: readonly JsonValue[]) => boolean): boolean | Refusal {
    const values: JsonValue[] = [];
    for (const argument of args) {
      const evaluated = evaluate(argument, this.#scope);
      if (evaluated.kind === 'refusal') return evaluated;
      values.push(evaluated.kind === 'value' ? (evaluated.value ?? '') : '');
    }
    return decide(values);
  }
}

const listOf = (value: JsonValue): readonly JsonValue[] => (isJsonList(value) ? value : [value]);

/** Parameters are text, so that the number 1 and the text `1` are one. */
function isSameText(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  const isScalar = typeof one !== 'object' && typeof other !== 'object';
  return isScalar ? String(one) === String(other) : isSameJson(one, other);
}
