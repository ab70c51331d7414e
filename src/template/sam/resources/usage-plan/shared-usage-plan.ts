/** The usage plan that APIs of a template have in common: what each of them adds to it. */
import { isFilled, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { refuseStructure } from '../../refusal.ts';

const conditionName = 'SharedUsagePlanCondition';

/** What of the template the plan needs. */
interface PlanScope {
  readonly source: JsonObject;
  /** Conditions of the finished template. */
  readonly conditions: JsonObject;
}

export class SharedUsagePlan {
  readonly apiIds: string[] = [];
  readonly apiStages: JsonObject[] = [];
  readonly stageKeys: JsonObject[] = [];
  readonly #conditions = new Set<string>();
  #isUnconditional = false;
  #deletionPolicy: JsonValue | undefined;
  #updateReplacePolicy: JsonValue | undefined;

  /** Takes up an API with the attributes that it passes on; its stage is named by logical ID. */
  add(apiId: string, stageId: string, attributes: JsonObject, scope: PlanScope): void {
    if (!this.apiIds.includes(apiId)) this.apiIds.push(apiId);
    this.apiStages.push({ ApiId: { Ref: apiId }, Stage: { Ref: stageId } });
    this.stageKeys.push({ RestApiId: { Ref: apiId }, StageName: { Ref: stageId } });
    const { DeletionPolicy: deletion, UpdateReplacePolicy: replacement, Condition: condition } = attributes;
    if (isFilled(deletion) && (this.#deletionPolicy === undefined || deletion === 'Retain'))
      this.#deletionPolicy = deletion;
    const isStronger =
      replacement === 'Retain' || (replacement === 'Snapshot' && this.#updateReplacePolicy === 'Delete');
    if (isFilled(replacement) && (this.#updateReplacePolicy === undefined || isStronger))
      this.#updateReplacePolicy = replacement;
    this.#addCondition(condition, scope);
  }

  /** Attributes of the plan and its key: they keep what any of the APIs keeps. */
  get attributes(): JsonObject {
    return {
      ...(this.#deletionPolicy !== undefined && { DeletionPolicy: this.#deletionPolicy }),
      ...(this.#updateReplacePolicy !== undefined && { UpdateReplacePolicy: this.#updateReplacePolicy }),
      ...(this.#conditions.size > 0 && !this.#isUnconditional && { Condition: conditionName }),
    };
  }

  /** The plan exists where any API does: always, once one of them has no condition. */
  #addCondition(condition: JsonValue | undefined, scope: PlanScope): void {
    if (this.#isUnconditional) return;
    if (typeof condition !== 'string' || condition === '') {
      this.#isUnconditional = true;
      delete scope.conditions[conditionName];
      return;
    }
    if (this.#conditions.has(condition)) return;
    if (!isObject(scope.source['Conditions']))
      throw refuseStructure("Can't have condition without having 'Conditions' section in the template");
    this.#conditions.add(condition);
    const conditions = [...this.#conditions];
    scope.conditions[conditionName] =
      conditions.length === 1 ? condition : { 'Fn::Or': conditions.map((name) => ({ Condition: name })) };
  }
}
