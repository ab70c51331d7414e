import type { StateValue } from '../resources/alarm.ts';
import type { Rule } from './rule-parser.ts';

/** Whether a rule holds; `stateOf` tells the state of an alarm by the reference in the rule. Pure. */
export function holds(rule: Rule, stateOf: (reference: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.reference) === rule.state;
    case 'not':
      return !holds(rule.rule, stateOf);
    case 'and':
      return rule.rules.every((part) => holds(part, stateOf));
    case 'or':
      return rule.rules.some((part) => holds(part, stateOf));
    case 'atLeast': {
      const matching = rule.references.filter((reference) => (stateOf(reference) === rule.state) !== rule.isNegated);
      const wanted = rule.isPercent ? (rule.count * rule.references.length) / 100 : rule.count;
      return matching.length >= wanted;
    }
  }
}
