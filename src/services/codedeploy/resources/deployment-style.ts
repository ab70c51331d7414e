/** Lambda knows one style: two versions side by side, with the traffic moved between them. */
import type { CodedeployInput } from '../context.ts';
import { invalidStyle } from '../errors.ts';

type WireStyle = NonNullable<CodedeployInput<'CreateDeploymentGroup'>['deploymentStyle']>;

export const lambdaStyle = { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' } as const;

export function requireLambdaStyle(style: WireStyle | undefined): void {
  if (style === undefined) return;
  const { deploymentType: type, deploymentOption: option } = style;
  if (type === undefined || option === undefined)
    throw invalidStyle('Deployment type or deployment option cannot be null or empty');
  if (option !== 'WITH_TRAFFIC_CONTROL' && option !== 'WITHOUT_TRAFFIC_CONTROL')
    throw invalidStyle('Deployment option can only be WITH_TRAFFIC_CONTROL or WITHOUT_TRAFFIC_CONTROL');
  if (type === lambdaStyle.deploymentType && option === lambdaStyle.deploymentOption) return;
  throw invalidStyle('For Lambda the deployment style must be BLUE_GREEN and WITH_TRAFFIC_CONTROL');
}
