import { evaluateRuleExpression, type ConditionScope } from './conditions.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { TemplateRule } from './template.ts';

/** Refuses parameters that break a rule of the template; a rule whose own condition fails is passed by. */
export function checkRules(rules: ReadonlyMap<string, TemplateRule>, scope: ConditionScope): Refusal | undefined {
  for (const [name, { condition, assertions }] of rules) {
    const applies = condition === undefined ? true : evaluateRuleExpression(condition, scope);
    if (typeof applies !== 'boolean') return applies;
    for (const { assert, description } of applies ? assertions : []) {
      const holds = evaluateRuleExpression(assert, scope);
      if (typeof holds !== 'boolean') return holds;
      // AWS's text around the description is not known.
      if (!holds) return refuse(`Rule ${name} failed: ${description ?? 'an assertion does not hold'}`);
    }
  }
  return undefined;
}
