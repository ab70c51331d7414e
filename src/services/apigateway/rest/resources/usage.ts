/** API keys, and the usage plans that let them in. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly value: string;
  readonly name?: string;
  readonly description?: string;
  readonly customerId?: string;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly stageKeys: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface UsagePlanRecord {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly apiStages: readonly PlanStage[];
  readonly throttle?: Throttle;
  readonly quota?: Quota;
  readonly productCode?: string;
  /** IDs of API keys, in the order in which they came. */
  readonly keyIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface PlanStage {
  readonly apiId: string;
  readonly stage: string;
  readonly throttle?: Readonly<Record<string, Throttle>>;
}

export interface Throttle {
  readonly burstLimit?: number;
  readonly rateLimit?: number;
}

export interface Quota {
  readonly limit?: number;
  readonly offset?: number;
  readonly period?: string;
}
