/**
 * The deployment configs that AWS brings along. Those for other platforms are told of, as every
 * account has them, but nothing can be deployed with them here.
 */
import type { TrafficRouting } from '../../../deployment/shift-plan.ts';

export type PredefinedConfig = { readonly name: string; readonly id: string } & (
  | { readonly platform: 'Lambda' | 'ECS'; readonly routing: TrafficRouting }
  | { readonly platform: 'Server'; readonly healthyHosts: HealthyHosts }
);

/** `MOST_CONCURRENCY` stands for one instance at a time; only AWS's own config has it. */
export interface HealthyHosts {
  readonly type: 'FLEET_PERCENT' | 'MOST_CONCURRENCY';
  readonly value: number;
}

export const predefinedPrefix = 'CodeDeployDefault.';

/** In force where neither a deployment nor its group names a config. Inferred: AWS tells it for servers alone. */
export const defaultConfigName = 'CodeDeployDefault.LambdaAllAtOnce';

const canary = (percent: number, intervalMinutes: number): TrafficRouting => ({
  kind: 'canary',
  percent,
  intervalMinutes,
});
const linear = (percent: number, intervalMinutes: number): TrafficRouting => ({
  kind: 'linear',
  percent,
  intervalMinutes,
});
const allAtOnce: TrafficRouting = { kind: 'all-at-once' };

// AWS writes `1Minute` for Lambda and `1Minutes` for ECS.
const shifting: readonly (readonly [platform: 'Lambda' | 'ECS', name: string, routing: TrafficRouting])[] = [
  ['Lambda', 'LambdaAllAtOnce', allAtOnce],
  ['Lambda', 'LambdaCanary10Percent5Minutes', canary(10, 5)],
  ['Lambda', 'LambdaCanary10Percent10Minutes', canary(10, 10)],
  ['Lambda', 'LambdaCanary10Percent15Minutes', canary(10, 15)],
  ['Lambda', 'LambdaCanary10Percent30Minutes', canary(10, 30)],
  ['Lambda', 'LambdaLinear10PercentEvery1Minute', linear(10, 1)],
  ['Lambda', 'LambdaLinear10PercentEvery2Minutes', linear(10, 2)],
  ['Lambda', 'LambdaLinear10PercentEvery3Minutes', linear(10, 3)],
  ['Lambda', 'LambdaLinear10PercentEvery10Minutes', linear(10, 10)],
  ['ECS', 'ECSAllAtOnce', allAtOnce],
  ['ECS', 'ECSCanary10Percent5Minutes', canary(10, 5)],
  ['ECS', 'ECSCanary10Percent15Minutes', canary(10, 15)],
  ['ECS', 'ECSLinear10PercentEvery1Minutes', linear(10, 1)],
  ['ECS', 'ECSLinear10PercentEvery3Minutes', linear(10, 3)],
];

const replacing: readonly (readonly [name: string, healthyHosts: HealthyHosts])[] = [
  ['AllAtOnce', { type: 'FLEET_PERCENT', value: 0 }],
  ['HalfAtATime', { type: 'FLEET_PERCENT', value: 50 }],
  ['OneAtATime', { type: 'MOST_CONCURRENCY', value: 1 }],
];

/** An ID that is the same everywhere, as the config is. */
const idOf = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;

export const predefinedConfigs: ReadonlyMap<string, PredefinedConfig> = new Map(
  [
    ...replacing.map(([name, healthyHosts]) => ({ name, platform: 'Server' as const, healthyHosts })),
    ...shifting.map(([platform, name, routing]) => ({ name, platform, routing })),
  ].map((config, index) => {
    const name = predefinedPrefix + config.name;
    return [name, { ...config, name, id: idOf(index + 1) }];
  }),
);
