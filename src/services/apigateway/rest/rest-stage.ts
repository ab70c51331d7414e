/** What a stage of a REST API serves: the snapshot of its deployment, with the stage's own settings. Plain data. */
import type { StageIdentity } from '../stage-identity.ts';
import type { MethodSetting, Snapshot } from './resources/rest-api.ts';

export interface RestStage extends StageIdentity {
  readonly kind: 'rest';
  readonly deploymentId: string;
  readonly snapshot: Snapshot;
  /** Takes a share of the calls from the stage's own deployment. */
  readonly canary?: RestCanary;
  /** The keys that usage plans let in at this stage, by their values. */
  readonly apiKeys: Readonly<Record<string, ServedApiKey>>;
  /** Another one than before means that what authorizers decided is no longer relied upon. */
  readonly authorizerGeneration: number;
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
}

export interface RestCanary {
  readonly percentTraffic: number;
  readonly deploymentId: string;
  readonly snapshot: Snapshot;
  readonly variables: Readonly<Record<string, string>>;
}

export interface ServedApiKey {
  readonly id: string;
}
