/** How the properties of a function stand in Lambda's requests. */
import type { LambdaOperations } from '../../api/lambda.ts';
import { lambda as lambdaApi } from '../../api/lambda.ts';
import type { JsonObject } from '../../template/json.ts';
import { packageInline } from './inline-code.ts';
import { operationInput } from './operation-input.ts';
import { pick, readObject, readText, requireKnown } from './property-readers.ts';
import type { Properties } from './resource-type.ts';

type FunctionCode = NonNullable<LambdaOperations['CreateFunction']['input']['Code']>;

/** What a property that was removed goes back to. A function keeps its runtime, handler and role. */
const defaults: JsonObject = {
  DeadLetterConfig: { TargetArn: '' },
  Description: '',
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  FileSystemConfigs: [],
  KmsKeyArn: '',
  Layers: [],
  LoggingConfig: { LogFormat: 'Text' },
  MemorySize: 128,
  SnapStart: { ApplyOn: 'None' },
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
};

/** Lambda itself refuses those of them that Serin does not support. */
const configurationNames = [
  ...Object.keys(defaults),
  'Handler',
  'Role',
  'Runtime',
  'CapacityProviderConfig',
  'ImageConfig',
];

/** Only a creation takes these. */
const creationNames = ['CodeSigningConfigArn', 'PackageType', 'TenancyConfig'];

/** `DurableConfig` is recorded, and the stack's events say that nothing follows from it. */
const ownNames = [
  'Architectures',
  'Code',
  'DurableConfig',
  'FunctionName',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'RuntimeManagementConfig',
  'Tags',
];

export const knownProperties: readonly string[] = [...configurationNames, ...creationNames, ...ownNames];

/** With `previous`: of an update, where what is gone goes back to its default. */
export function configurationInput(properties: Properties, previous?: Properties): JsonObject {
  const names = previous === undefined ? [...configurationNames, ...creationNames] : configurationNames;
  const gone =
    previous === undefined
      ? {}
      : pick(
          defaults,
          Object.keys(previous).filter((name) => previous[name] !== null),
        );
  return { ...gone, ...pick(properties, names) };
}

const codeNames = [
  'ImageUri',
  'S3Bucket',
  'S3Key',
  'S3ObjectStorageMode',
  'S3ObjectVersion',
  'SourceKMSKeyArn',
  'ZipFile',
];

/** The code's source, and what goes with it in a request. */
export async function codeInput(
  properties: Properties,
): Promise<{ readonly Code: FunctionCode; readonly Architectures?: string[] }> {
  const code = readObject(properties, 'Code') ?? {};
  requireKnown(code, codeNames);
  const source = readText(code, 'ZipFile');
  const { ZipFile: _, ...stored } = code;
  const { Code = {} } = await operationInput(lambdaApi, 'CreateFunction', { Code: stored });
  const architectures = properties['Architectures'];
  return {
    Code:
      source === undefined ? Code : { ...Code, ZipFile: packageInline(source, readText(properties, 'Runtime') ?? '') },
    ...(Array.isArray(architectures) && { Architectures: architectures.map(String) }),
  };
}
