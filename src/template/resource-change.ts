import type { Recreation } from './property-changes.ts';

/** A resource's change in the spelling of the API; contexts are JSON text, as on the wire. */
export interface ResourceChange {
  readonly Action: 'Add' | 'Modify' | 'Remove';
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly Replacement?: 'True' | 'False' | 'Conditional';
  readonly PolicyAction?:
    | 'Delete'
    | 'Retain'
    | 'Snapshot'
    | 'ReplaceAndDelete'
    | 'ReplaceAndRetain'
    | 'ReplaceAndSnapshot';
  readonly Scope: readonly ChangedAttribute[];
  readonly Details: readonly ChangeDetail[];
  /** Of a nested stack: the change set that tells what becomes of what is in it. */
  readonly ChangeSetId?: string;
  readonly BeforeContext?: string;
  readonly AfterContext?: string;
}

export type ChangedAttribute =
  | 'CreationPolicy'
  | 'DeletionPolicy'
  | 'Metadata'
  | 'Properties'
  | 'Tags'
  | 'UpdatePolicy'
  | 'UpdateReplacePolicy';

export interface ChangeDetail {
  readonly Target: ChangeTarget;
  readonly Evaluation: 'Static' | 'Dynamic';
  readonly ChangeSource: 'DirectModification' | 'ParameterReference' | 'ResourceAttribute' | 'ResourceReference';
  readonly CausingEntity?: string;
}

export interface ChangeTarget {
  readonly Attribute: ChangedAttribute;
  readonly Name?: string;
  readonly RequiresRecreation: Recreation;
  readonly Path?: string;
  readonly BeforeValue?: string;
  readonly AfterValue?: string;
  readonly AttributeChangeType?: 'Add' | 'Modify' | 'Remove';
}
