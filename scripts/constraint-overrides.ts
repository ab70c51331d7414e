/**
 * Where AWS was observed to differ from its published model: the observation wins.
 * Keys are `service` then `shape` in the model; a pattern, length or enum here replaces the model's.
 */
export interface ShapeConstraints {
  pattern?: string;
  min?: number;
  max?: number;
  enum?: readonly string[];
  /** Values that AWS takes beside those of `enum`, though its refusals do not name them. */
  unnamed?: readonly string[];
  /** Whether AWS lists `Member must not be null` among the constraints of such list members. */
  notNull?: boolean;
  /** Whether the constraints of a list's members are dropped: the list's own say all. */
  bareMembers?: boolean;
}

/** Lambda's region part grew a sovereign-cloud prefix that the published patterns lack. */
export function rewritePattern(service: string, pattern: string): string {
  if (service !== 'lambda') return pattern;
  return pattern.replaceAll(
    '[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}',
    '(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}',
  );
}

const currentRuntimes = [
  'nodejs20.x',
  'python3.14',
  'provided.al2023',
  'python3.12',
  'python3.13',
  'nodejs24.x',
  'nodejs22.x',
  'java25',
  'python3.10',
  'python3.11',
  'java21',
  'ruby3.3',
  'ruby3.4',
  'ruby3.2',
  'python3.8',
  'python3.9',
  'java17',
  'nodejs16.x',
  'dotnet10',
  'dotnet8',
  'java11',
  'dotnet6',
  'nodejs18.x',
  'provided.al2',
  'java8.al2',
] as const;

/** Runtimes of the published model that AWS's refusals no longer name, and that layers may still be said to suit. */
const unnamedRuntimes = [
  'nodejs',
  'nodejs4.3',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'java8',
  'python2.7',
  'python3.6',
  'python3.7',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'nodejs4.3-edge',
  'go1.x',
  'ruby2.5',
  'ruby2.7',
  'ruby4.0',
  'provided',
] as const;

/** As `ListLayers` prints them, retired ones and all. */
const everyRuntime = [
  'ruby3.5',
  'ruby2.6',
  'dotnetcore1.0',
  'python3.7',
  'nodejs8.10',
  'nasa',
  'ruby2.7',
  'python2.7-greengrass',
  'dotnetcore2.0',
  'python3.8',
  'java21',
  'dotnet6',
  'dotnetcore2.1',
  'python3.9',
  'java11',
  'nodejs6.10',
  'provided',
  'dotnetcore3.1',
  'dotnet8',
  'java25',
  'java17',
  'nodejs',
  'nodejs4.3',
  'java8.al2',
  'go1.x',
  'dotnet10',
  'nodejs20.x',
  'go1.9',
  'byol',
  'nodejs10.x',
  'provided.al2023',
  'nodejs22.x',
  'python3.10',
  'java8',
  'nodejs12.x',
  'python3.11',
  'nodejs24.x',
  'nodejs8.x',
  'python3.12',
  'nodejs14.x',
  'nodejs8.9',
  'nodejs26.x',
  'python3.13',
  'python3.14',
  'nodejs16.x',
  'python3.15',
  'provided.al2',
  'nodejs4.3-edge',
  'nodejs18.x',
  'ruby3.2',
  'python3.4',
  'ruby3.3',
  'ruby3.4',
  'ruby2.5',
  'python3.6',
  'python2.7',
] as const;

/**
 * Members that one operation checks otherwise than their shape says: `Structure.Member`; `null`: not at all.
 * CreateFunction reports an unknown runtime in words of its own.
 */
export const memberOverrides: Readonly<Record<string, ShapeConstraints | null>> = {
  'CreateFunctionRequest.Runtime': null,
  'UpdateFunctionConfigurationRequest.Runtime': null,
  'ListLayersRequest.CompatibleRuntime': { enum: everyRuntime },
  'ListLayerVersionsRequest.CompatibleRuntime': { enum: everyRuntime },
};

/**
 * Enum members in the order in which AWS prints them, which is not the model's order.
 */
export const constraintOverrides: Readonly<Record<string, Readonly<Record<string, ShapeConstraints>>>> = {
  lambda: {
    Architecture: { enum: ['x86_64', 'arm64'], notNull: true },
    // Recorded, with AWS's own layers, which have neither region nor account.
    LayerVersionArn: {
      max: 2048,
      pattern:
        '(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)',
      notNull: true,
    },
    Weight: { notNull: true },
    // Recorded; the published model has no constraints here.
    SubnetId: { min: 0, max: 1024, pattern: 'subnet-[0-9a-z]*' },
    SecurityGroupId: { min: 0, max: 1024, pattern: 'sg-[0-9a-zA-Z]*' },
    SnapStartApplyOn: { enum: ['PublishedVersions', 'None'] },
    InvokeMode: { enum: ['RESPONSE_STREAM', 'BUFFERED'] },
    RecursiveLoop: { enum: ['Terminate', 'Allow'] },
    EventSourcePosition: { enum: ['LATEST', 'AT_TIMESTAMP', 'TRIM_HORIZON'] },
    // An enum on a list: AWS reports it of the list as a whole.
    CompatibleRuntimes: { enum: currentRuntimes, unnamed: unnamedRuntimes, bareMembers: true },
    // Recorded with a leading `$|`, which lets an empty destination through.
    DestinationArn: {
      pattern:
        '$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
    },
    // Recorded: a tag call names the resource kinds that can be tagged.
    TaggableResource: {
      pattern:
        'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)',
    },
    // The published pattern also admits `$LATEST.PUBLISHED`, of capacity-provider functions.
    VersionWithLatestPublished: { pattern: '(\\$LATEST|[0-9]+)' },
    Alias: { pattern: '(?!^[0-9]+$)([a-zA-Z0-9-_]+)' },
  },
  cloudwatch: { StateValue: { enum: ['INSUFFICIENT_DATA', 'ALARM', 'OK'] } },
};
