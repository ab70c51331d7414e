/**
 * A function's VPC settings. Serin has no EC2: functions run on the host's network, any well-formed
 * ID is taken for an existing one, and all subnets of an account and region lie in one made-up VPC.
 */
import { createHash } from 'node:crypto';
import type { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter } from '../errors.ts';
import type { Request } from '../wire.ts';
import type { FunctionSettings } from './function.ts';
import type { Owner } from './keys.ts';

type VpcSettings = NonNullable<FunctionSettings['vpcConfig']>;

/** Reads a request's VpcConfig; an empty one takes the function out of its VPC, if it was in one. */
export function parseVpcConfig(
  input: Request<'CreateFunction'>['VpcConfig'],
  before: VpcSettings | undefined,
  owner: Owner,
): ApiError | VpcSettings | undefined {
  if (input === undefined) return before;
  const subnets = input.SubnetIds ?? before?.SubnetIds ?? [];
  const groups = input.SecurityGroupIds ?? before?.SecurityGroupIds ?? [];
  if ((subnets.length === 0) !== (groups.length === 0))
    return invalidParameter('SubnetIds and SecurityIds must coexist or be both empty list.');
  if (subnets.length === 0) {
    return before && { SubnetIds: [], SecurityGroupIds: [], VpcId: '', Ipv6AllowedForDualStack: false };
  }
  return {
    SubnetIds: subnets,
    SecurityGroupIds: groups,
    VpcId: vpcId(owner),
    Ipv6AllowedForDualStack: input.Ipv6AllowedForDualStack ?? before?.Ipv6AllowedForDualStack ?? false,
  };
}

function vpcId({ region, account }: Owner): string {
  return `vpc-${createHash('sha256').update(`${region}/${account}`).digest('hex').slice(0, 17)}`;
}
