/** The properties in which a template may name what is on this machine, as AWS's tools know them. */

/**
 * What a path there may lead to. `code`: a folder or a file, which becomes a zip where it is none;
 * `bundle`: a folder becomes a zip, a file goes as it is; `file`: a file; `template`: a template, whose
 * own code is packaged as well.
 */
export type ArtifactKind = 'code' | 'bundle' | 'file' | 'template';

/** How a resource type wants to be told of an object: a URI, an address, or a map with names of its own. */
export type LocationForm =
  | { readonly kind: 'uri' }
  | { readonly kind: 'url' }
  | { readonly kind: 'map'; readonly bucket: string; readonly key: string };

export interface ArtifactProperty {
  /** From the resource's properties on; `*` is any name. */
  readonly path: readonly string[];
  readonly artifact: ArtifactKind;
  readonly form: LocationForm;
}

const uri: LocationForm = { kind: 'uri' };
const url: LocationForm = { kind: 'url' };
const lambdaMap: LocationForm = { kind: 'map', bucket: 'S3Bucket', key: 'S3Key' };
const bucketMap: LocationForm = { kind: 'map', bucket: 'Bucket', key: 'Key' };

const property = (path: string, artifact: ArtifactKind, form: LocationForm): ArtifactProperty => ({
  path: path.split('.'),
  artifact,
  form,
});

const appSyncProperties = [
  property('RequestMappingTemplateS3Location', 'file', uri),
  property('ResponseMappingTemplateS3Location', 'file', uri),
  property('CodeS3Location', 'file', uri),
];

const byType: ReadonlyMap<string, readonly ArtifactProperty[]> = new Map([
  ['AWS::Serverless::Function', [property('CodeUri', 'code', uri)]],
  ['AWS::Serverless::LayerVersion', [property('ContentUri', 'code', uri)]],
  ['AWS::Serverless::Api', [property('DefinitionUri', 'file', uri)]],
  ['AWS::Serverless::HttpApi', [property('DefinitionUri', 'file', uri)]],
  ['AWS::Serverless::StateMachine', [property('DefinitionUri', 'file', uri)]],
  ['AWS::Serverless::Application', [property('Location', 'template', url)]],
  [
    'AWS::Serverless::GraphQLApi',
    [
      property('SchemaUri', 'file', uri),
      property('Functions.*.CodeUri', 'file', uri),
      property('Resolvers.*.*.CodeUri', 'file', uri),
    ],
  ],
  ['AWS::Lambda::Function', [property('Code', 'code', lambdaMap)]],
  ['AWS::Lambda::LayerVersion', [property('Content', 'code', lambdaMap)]],
  ['AWS::ApiGateway::RestApi', [property('BodyS3Location', 'file', bucketMap)]],
  ['AWS::ApiGatewayV2::Api', [property('BodyS3Location', 'file', bucketMap)]],
  ['AWS::AppSync::GraphQLSchema', [property('DefinitionS3Location', 'file', uri)]],
  ['AWS::AppSync::Resolver', appSyncProperties],
  ['AWS::AppSync::FunctionConfiguration', appSyncProperties],
  ['AWS::StepFunctions::StateMachine', [property('DefinitionS3Location', 'file', bucketMap)]],
  ['AWS::CloudFormation::Stack', [property('TemplateURL', 'template', url)]],
  ['AWS::CloudFormation::StackSet', [property('TemplateURL', 'template', url)]],
  ['AWS::CloudFormation::ModuleVersion', [property('ModulePackage', 'bundle', uri)]],
  ['AWS::CloudFormation::ResourceVersion', [property('SchemaHandlerPackage', 'bundle', uri)]],
  ['AWS::CodeCommit::Repository', [property('Code.S3', 'code', bucketMap)]],
  ['AWS::ElasticBeanstalk::ApplicationVersion', [property('SourceBundle', 'bundle', lambdaMap)]],
  ['AWS::Glue::Job', [property('Command.ScriptLocation', 'file', uri)]],
]);

export const artifactPropertiesOf = (type: string): readonly ArtifactProperty[] => byType.get(type) ?? [];

/** What `Globals` says for all resources of a type. */
export const globalArtifacts: ReadonlyMap<string, readonly ArtifactProperty[]> = new Map(
  (['Function', 'LayerVersion', 'Api', 'HttpApi', 'StateMachine'] as const).map((section) => [
    section,
    artifactPropertiesOf(`AWS::Serverless::${section}`),
  ]),
);

/** `AWS::Include`, which stands anywhere in a template. */
export const includeProperty = property('Location', 'file', uri);

/** In a template's metadata, for those who publish it. */
export const repositoryMetadata: readonly ArtifactProperty[] = [
  property('LicenseUrl', 'file', uri),
  property('ReadmeUrl', 'file', uri),
];
