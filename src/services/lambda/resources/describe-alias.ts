import type { AliasConfiguration } from '../wire.ts';
import { functionArn } from './function-reference.ts';
import type { AliasRecord } from './function.ts';

/** An alias as the API shows it. */
export function describeAlias(alias: AliasRecord): AliasConfiguration {
  return {
    AliasArn: functionArn(alias, alias.functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(alias.additional && {
      RoutingConfig: { AdditionalVersionWeights: { [alias.additional.version]: alias.additional.weight } },
    }),
  };
}
