import type { InertForms } from './forms.ts';

/** What watches and runs an application, and what builds it; and what has no other place. */
export const operations: InertForms = {
  'AWS::AppConfig::Application': '{lower7} | ApplicationId={ref}',
  'AWS::AppConfig::ConfigurationProfile': '{lower7} | ConfigurationProfileId={ref}',
  'AWS::AppConfig::Deployment': '{digits3} | DeploymentNumber={ref} State=COMPLETE',
  'AWS::AppConfig::DeploymentStrategy': '{lower7} | Id={ref}',
  'AWS::AppConfig::Environment': '{lower7} | EnvironmentId={ref}',
  'AWS::AppConfig::HostedConfigurationVersion': '{digits3} | VersionNumber={ref}',
  'AWS::ApplicationAutoScaling::ScalableTarget': '{ResourceId}|{ScalableDimension}|{ServiceNamespace} | Id={ref}',
  'AWS::ApplicationAutoScaling::ScalingPolicy':
    '{arn:autoscaling}:scalingPolicy:{uuid}:policyName/{PolicyName:255} | Arn={ref}',
  'AWS::ApplicationInsights::Application':
    '{ResourceGroupName} | ApplicationARN={arn:applicationinsights}:application/resource-group/{ref}',
  'AWS::Bedrock::Agent': '{upper10} | AgentId={ref} AgentArn={arn:bedrock}:agent/{ref} AgentStatus=PREPARED',
  'AWS::Bedrock::Guardrail':
    '{arn:bedrock}:guardrail/{lower12} | GuardrailArn={ref} GuardrailId={tail} Version=DRAFT Status=READY',
  'AWS::Bedrock::KnowledgeBase':
    '{upper10} | KnowledgeBaseId={ref} KnowledgeBaseArn={arn:bedrock}:knowledge-base/{ref} Status=ACTIVE',
  'AWS::CloudTrail::Trail': '{TrailName} | Arn={arn:cloudtrail}:trail/{ref}',
  'AWS::CloudWatch::AnomalyDetector': '{short} | Id={ref}',
  'AWS::CloudWatch::Dashboard': '{DashboardName:255}',
  'AWS::CloudWatch::MetricStream': '{Name:255} | Arn={arn:cloudwatch}:metric-stream/{ref} State=running',
  'AWS::CodeBuild::Project': '{Name} | Id={ref} Arn={arn:codebuild}:project/{ref}',
  'AWS::CodeCommit::Repository':
    '{uuid} | Id={ref} Arn={arn:codecommit}:{RepositoryName} Name={RepositoryName} CloneUrlHttp=https://git-codecommit.{region}.amazonaws.com/v1/repos/{RepositoryName} CloneUrlSsh=ssh://git-codecommit.{region}.amazonaws.com/v1/repos/{RepositoryName}',
  'AWS::CodePipeline::Pipeline': '{Name:100} | Version=1',
  'AWS::Lex::Bot': '{upper10} | Id={ref} Arn={arn:lex}:bot/{ref}',
  'AWS::Lex::BotAlias':
    '{upper10}|{BotId} | BotAliasId={head} Arn={arn:lex}:bot-alias/{BotId}/{head} BotAliasStatus=Available',
  'AWS::Lex::BotVersion': '{BotId}|{digits2} | BotVersion={tail}',
  'AWS::Logs::Destination': '{DestinationName} | Arn={arn:logs}:destination:{ref}',
  'AWS::Logs::LogAnomalyDetector': '{arn:logs}:anomaly-detector:{uuid} | AnomalyDetectorArn={ref}',
  'AWS::Logs::QueryDefinition': '{uuid} | QueryDefinitionId={ref}',
  'AWS::Logs::ResourcePolicy': '{PolicyName}',
  'AWS::Logs::SubscriptionFilter': '{FilterName:512}',
  'AWS::ResourceGroups::Group': '{Name:128} | Arn={arn:resource-groups}:group/{ref}',
  'AWS::SES::ConfigurationSet': '{Name:64}',
  'AWS::SES::EmailIdentity': '{EmailIdentity}',
  'AWS::SES::Template': '{short} | Id={ref}',
  'AWS::SSM::Document': '{Name:128}',
  'AWS::Synthetics::Canary': '{Name:21:lower} | Id={uuid} State=RUNNING',
  'AWS::XRay::Group': '{arn:xray}:group/{GroupName}/{upper26} | GroupARN={ref}',
  'AWS::XRay::SamplingRule': '{arn:xray}:sampling-rule/{SamplingRule.RuleName} | RuleARN={ref}',
};
