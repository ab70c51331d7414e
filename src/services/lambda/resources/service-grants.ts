/** From a resource policy to what it lets services of AWS's do: the form in which calls are held against it. */
import type { ServiceGrant } from '../routing-change.ts';
import type { PolicyStatement, ResourcePolicy } from './function.ts';

export function serviceGrants(policy: ResourcePolicy | undefined): ServiceGrant[] {
  return (policy?.statements ?? []).flatMap((statement) => {
    const grant = readGrant(statement);
    return grant === undefined ? [] : [grant];
  });
}

function readGrant({ Principal: principal, Action: action, Condition: condition = {} }: PolicyStatement) {
  if (!['lambda:InvokeFunction', 'lambda:*', '*'].includes(action)) return undefined;
  const service = serviceOf(principal);
  if (service === undefined) return undefined;
  const grant: { service: string; sourceArns?: readonly string[]; sourceAccounts?: readonly string[] } = { service };
  for (const [operator, tests] of Object.entries(condition))
    for (const [key, value] of Object.entries(tests)) {
      if (key.toLowerCase() === 'aws:sourcearn' && arnOperators.has(operator)) grant.sourceArns = texts(value);
      else if (key.toLowerCase() === 'aws:sourceaccount' && operator === 'StringEquals')
        grant.sourceAccounts = texts(value);
      // A condition on anything else asks for more than a service's call can show.
      else return undefined;
    }
  return grant satisfies ServiceGrant;
}

const arnOperators: ReadonlySet<string> = new Set(['ArnLike', 'ArnEquals', 'StringLike', 'StringEquals']);

function serviceOf(principal: unknown): string | undefined {
  if (principal === '*') return '*';
  if (typeof principal !== 'object' || principal === null || !('Service' in principal)) return undefined;
  return typeof principal.Service === 'string' ? principal.Service : undefined;
}

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
