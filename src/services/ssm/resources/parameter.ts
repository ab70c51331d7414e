import { invariant } from '../../../invariant.ts';
import type { ParameterReference } from './keys.ts';
import { parameterArn } from './parameter-name.ts';
import type { Tag } from './tags.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';
export type Tier = 'Standard' | 'Advanced';

/** What a version says. */
export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  /** Of a secret: what those see who do not ask for it to be decrypted. */
  readonly sealed?: string;
  readonly keyId?: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly dataType: string;
  readonly tier: Tier;
  readonly modifiedAt: number;
  readonly modifiedBy: string;
}

export interface ParameterRecord extends ParameterReference {
  readonly latest: ParameterVersion;
  /** The version of each label. */
  readonly labels: Readonly<Record<string, number>>;
  readonly tags: readonly Tag[];
}

export const labelsOf = ({ labels }: ParameterRecord, version: number): string[] =>
  Object.entries(labels)
    .filter(([, labelled]) => labelled === version)
    .map(([label]) => label);

interface Shown {
  readonly selector?: string | undefined;
  readonly isDecrypted: boolean | undefined;
}

export function describeValue(parameter: ParameterReference, version: ParameterVersion, shown: Shown) {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: shownValue(version, shown.isDecrypted),
    Version: version.version,
    ...(shown.selector !== undefined && { Selector: shown.selector }),
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: parameterArn(parameter),
    DataType: version.dataType,
  };
}

export function describeMetadata(parameter: ParameterRecord) {
  return { ARN: parameterArn(parameter), ...describeVersion(parameter, parameter.latest) };
}

export function describeHistory(
  parameter: ParameterRecord,
  version: ParameterVersion,
  isDecrypted: boolean | undefined,
) {
  return {
    ...describeVersion(parameter, version),
    Value: shownValue(version, isDecrypted),
    Labels: labelsOf(parameter, version.version),
  };
}

function describeVersion({ name }: ParameterReference, version: ParameterVersion) {
  const { type, keyId, modifiedAt, modifiedBy, description, allowedPattern, tier, dataType } = version;
  return {
    Name: name,
    Type: type,
    ...(keyId !== undefined && { KeyId: keyId }),
    LastModifiedDate: new Date(modifiedAt),
    LastModifiedUser: modifiedBy,
    ...(description !== undefined && { Description: description }),
    ...(allowedPattern !== undefined && { AllowedPattern: allowedPattern }),
    Version: version.version,
    Tier: tier,
    Policies: [],
    DataType: dataType,
  };
}

function shownValue({ type, value, sealed }: ParameterVersion, isDecrypted: boolean | undefined): string {
  if (type !== 'SecureString' || isDecrypted === true) return value;
  invariant(sealed !== undefined, 'a secret has a sealed form');
  return sealed;
}
