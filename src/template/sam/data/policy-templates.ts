/**
 * The policy templates of AWS SAM: for each name, the IAM statements that it stands for.
 *
 * A row reads: service, its actions (`=` in front: one action that IAM is given as text, not as a
 * list), resources, and at times a `StringEquals` condition. A resource that begins with `:` is an ARN
 * of the service in the stack's own partition, region and account. `{tableName}` is the parameter
 * `TableName`; where the two differ by more than the first letter, it reads `{variable=Parameter}`.
 */
export type PolicyStatementRow = readonly [
  service: string,
  actions: string,
  resource: string | readonly string[],
  condition?: readonly [key: string, value: string],
];

export const policyTemplates: Readonly<Record<string, readonly PolicyStatementRow[]>> = {
  AMIDescribePolicy: [['ec2', 'DescribeImages', '*']],
  AWSSecretsManagerGetSecretValuePolicy: [['secretsmanager', 'GetSecretValue', '{secretArn}']],
  AWSSecretsManagerRotationPolicy: [
    [
      'secretsmanager',
      'DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage',
      ':secret:*',
      ['secretsmanager:resource/AllowRotationLambdaArn', ':function:{functionName}'],
    ],
    ['secretsmanager', 'GetRandomPassword', '*'],
  ],
  AcmGetCertificatePolicy: [['acm', 'GetCertificate', '{certificateArn}']],
  AthenaQueryPolicy: [
    [
      'athena',
      'ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces GetTables GetTable',
      '*',
    ],
    [
      'athena',
      'StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions StopQueryExecution GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup',
      ':workgroup/{workgroupName=WorkGroupName}',
    ],
  ],
  CloudFormationDescribeStacksPolicy: [['cloudformation', 'DescribeStacks', ':stack/*']],
  CloudWatchDashboardPolicy: [['cloudwatch', 'GetDashboard ListDashboards PutDashboard ListMetrics', '*']],
  CloudWatchDescribeAlarmHistoryPolicy: [['cloudwatch', 'DescribeAlarmHistory', '*']],
  CloudWatchPutMetricPolicy: [['cloudwatch', 'PutMetricData', '*']],
  CodeCommitCrudPolicy: [
    [
      'codecommit',
      'GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay UpdateDefaultBranch BatchDescribeMergeConflicts CreateUnreferencedMergeCommit DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests CreatePullRequest DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay PostCommentForPullRequest UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle DeleteFile GetBlob GetFile GetFolder PutFile DeleteCommentContent GetComment GetCommentsForComparedCommit PostCommentForComparedCommit PostCommentReply UpdateComment BatchGetCommits CreateCommit GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository UpdateRepositoryDescription ListTagsForResource TagResource UntagResource GetRepositoryTriggers PutRepositoryTriggers TestRepositoryTriggers GetBranch GetCommit UploadArchive GetUploadArchiveStatus CancelUploadArchive',
      ':{repositoryName}',
    ],
  ],
  CodeCommitReadPolicy: [
    [
      'codecommit',
      'GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile GetFolder GetComment GetCommentsForComparedCommit BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers GetBranch GetCommit GetUploadArchiveStatus',
      ':{repositoryName}',
    ],
  ],
  CodePipelineLambdaExecutionPolicy: [['codepipeline', 'PutJobSuccessResult PutJobFailureResult', '*']],
  CodePipelineReadOnlyPolicy: [['codepipeline', 'ListPipelineExecutions', ':{pipelinename=PipelineName}']],
  ComprehendBasicAccessPolicy: [
    [
      'comprehend',
      'BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment',
      '*',
    ],
  ],
  CostExplorerReadOnlyPolicy: [
    [
      'ce',
      'GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization GetTags',
      '*',
    ],
  ],
  DynamoDBBackupFullAccessPolicy: [
    ['dynamodb', 'CreateBackup DescribeContinuousBackups', ':table/{tableName}'],
    ['dynamodb', 'DeleteBackup DescribeBackup ListBackups', ':table/{tableName}/backup/*'],
  ],
  DynamoDBCrudPolicy: [
    [
      'dynamodb',
      'GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem',
      [':table/{tableName}', ':table/{tableName}/index/*'],
    ],
  ],
  DynamoDBReadPolicy: [
    ['dynamodb', 'GetItem Scan Query BatchGetItem DescribeTable', [':table/{tableName}', ':table/{tableName}/index/*']],
  ],
  DynamoDBReconfigurePolicy: [['dynamodb', 'UpdateTable', ':table/{tableName}']],
  DynamoDBRestoreFromBackupPolicy: [
    ['dynamodb', 'RestoreTableFromBackup', ':table/{tableName}/backup/*'],
    ['dynamodb', 'PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem', ':table/{tableName}'],
  ],
  DynamoDBStreamReadPolicy: [
    ['dynamodb', 'DescribeStream GetRecords GetShardIterator', ':table/{tableName}/stream/{streamName}'],
    ['dynamodb', 'ListStreams', ':table/{tableName}/stream/*'],
  ],
  DynamoDBWritePolicy: [
    ['dynamodb', 'PutItem UpdateItem BatchWriteItem', [':table/{tableName}', ':table/{tableName}/index/*']],
  ],
  EC2CopyImagePolicy: [['ec2', 'CopyImage', ':image/{imageId}']],
  EC2DescribePolicy: [['ec2', 'DescribeRegions DescribeInstances', '*']],
  EFSWriteAccessPolicy: [
    [
      'elasticfilesystem',
      'ClientMount ClientWrite',
      ':file-system/{FileSystem}',
      ['elasticfilesystem:AccessPointArn', ':access-point/{AccessPoint}'],
    ],
  ],
  EKSDescribePolicy: [['eks', 'DescribeCluster ListClusters', '*']],
  EcsRunTaskPolicy: [['ecs', 'RunTask', ':task-definition/{taskDefinition}']],
  ElasticMapReduceAddJobFlowStepsPolicy: [['elasticmapreduce', '=AddJobFlowSteps', ':cluster/{clusterId}']],
  ElasticMapReduceCancelStepsPolicy: [['elasticmapreduce', '=CancelSteps', ':cluster/{clusterId}']],
  ElasticMapReduceModifyInstanceFleetPolicy: [
    ['elasticmapreduce', 'ModifyInstanceFleet ListInstanceFleets', ':cluster/{clusterId}'],
  ],
  ElasticMapReduceModifyInstanceGroupsPolicy: [
    ['elasticmapreduce', 'ModifyInstanceGroups ListInstanceGroups', ':cluster/{clusterId}'],
  ],
  ElasticMapReduceSetTerminationProtectionPolicy: [
    ['elasticmapreduce', '=SetTerminationProtection', ':cluster/{clusterId}'],
  ],
  ElasticMapReduceTerminateJobFlowsPolicy: [['elasticmapreduce', '=TerminateJobFlows', ':cluster/{clusterId}']],
  ElasticsearchHttpPostPolicy: [['es', 'ESHttpPost ESHttpPut', ':domain/{domainName}/*']],
  EventBridgePutEventsPolicy: [['events', '=PutEvents', ':event-bus/{eventBusName}']],
  FilterLogEventsPolicy: [['logs', 'FilterLogEvents', ':log-group:{logGroupName}:log-stream:*']],
  FirehoseCrudPolicy: [
    [
      'firehose',
      'CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination',
      ':deliverystream/{deliveryStreamName}',
    ],
  ],
  FirehoseWritePolicy: [['firehose', 'PutRecord PutRecordBatch', ':deliverystream/{deliveryStreamName}']],
  KMSDecryptPolicy: [['kms', '=Decrypt', ':key/{keyId}']],
  KMSEncryptPolicy: [['kms', '=Encrypt', ':key/{keyId}']],
  KMSEncryptPolicy_v2: [
    [
      'kms',
      'Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext',
      ':key/{keyId}',
    ],
  ],
  KinesisCrudPolicy: [
    [
      'kinesis',
      'AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream',
      ':stream/{streamName}',
    ],
  ],
  KinesisStreamReadPolicy: [
    ['kinesis', 'ListStreams DescribeLimits', ':stream/*'],
    ['kinesis', 'DescribeStream DescribeStreamSummary GetRecords GetShardIterator', ':stream/{streamName}'],
  ],
  LambdaInvokePolicy: [['lambda', 'InvokeFunction', ':function:{functionName}*']],
  MobileAnalyticsWriteOnlyAccessPolicy: [['mobileanalytics', 'PutEvents', '*']],
  OrganizationsListAccountsPolicy: [['organizations', 'ListAccounts', '*']],
  PinpointEndpointAccessPolicy: [
    ['mobiletargeting', 'GetEndpoint UpdateEndpoint UpdateEndpointsBatch', ':apps/{pinpointApplicationId}/endpoints/*'],
  ],
  PollyFullAccessPolicy: [
    ['polly', 'GetLexicon DeleteLexicon', [':lexicon/{lexiconName}']],
    ['polly', 'DescribeVoices ListLexicons PutLexicon SynthesizeSpeech', [':lexicon/*']],
  ],
  RekognitionDetectOnlyPolicy: [['rekognition', 'DetectFaces DetectLabels DetectModerationLabels DetectText', '*']],
  RekognitionFacesManagementPolicy: [
    ['rekognition', 'IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces', ':collection/{collectionId}'],
  ],
  RekognitionFacesPolicy: [['rekognition', 'CompareFaces DetectFaces', '*']],
  RekognitionLabelsPolicy: [['rekognition', 'DetectLabels DetectModerationLabels', '*']],
  RekognitionNoDataAccessPolicy: [
    ['rekognition', 'CompareFaces DetectFaces DetectLabels DetectModerationLabels', ':collection/{collectionId}'],
  ],
  RekognitionReadPolicy: [
    ['rekognition', 'ListCollections ListFaces SearchFaces SearchFacesByImage', ':collection/{collectionId}'],
  ],
  RekognitionWriteOnlyAccessPolicy: [['rekognition', 'CreateCollection IndexFaces', ':collection/{collectionId}']],
  Route53ChangeResourceRecordSetsPolicy: [
    ['route53', 'ChangeResourceRecordSets', 'arn:{AWS::Partition}:route53:::hostedzone/{HostedZoneId}'],
  ],
  S3CrudPolicy: [
    [
      's3',
      'GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject',
      ['arn:{AWS::Partition}:s3:::{bucketName}', 'arn:{AWS::Partition}:s3:::{bucketName}/*'],
    ],
  ],
  S3FullAccessPolicy: [
    [
      's3',
      'GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging',
      ['arn:{AWS::Partition}:s3:::{bucketName}/*'],
    ],
    [
      's3',
      'ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration',
      ['arn:{AWS::Partition}:s3:::{bucketName}'],
    ],
  ],
  S3ReadPolicy: [
    [
      's3',
      'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration',
      ['arn:{AWS::Partition}:s3:::{bucketName}', 'arn:{AWS::Partition}:s3:::{bucketName}/*'],
    ],
  ],
  S3WritePolicy: [
    [
      's3',
      'PutObject PutObjectAcl PutLifecycleConfiguration',
      ['arn:{AWS::Partition}:s3:::{bucketName}', 'arn:{AWS::Partition}:s3:::{bucketName}/*'],
    ],
  ],
  SESBulkTemplatedCrudPolicy: [
    [
      'ses',
      'GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity',
      ':identity/{identityName}',
    ],
  ],
  SESBulkTemplatedCrudPolicy_v2: [
    [
      'ses',
      'SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail',
      [':identity/{identityName}', ':template/{templateName}'],
    ],
    ['ses', 'GetIdentityVerificationAttributes VerifyEmailIdentity', '*'],
  ],
  SESCrudPolicy: [
    ['ses', 'GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity', ':identity/{identityName}'],
  ],
  SESEmailTemplateCrudPolicy: [
    ['ses', 'CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate', '*'],
  ],
  SESSendBouncePolicy: [['ses', 'SendBounce', ':identity/{identityName}']],
  SNSCrudPolicy: [
    ['sns', 'ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish', ':{topicName}*'],
  ],
  SNSPublishMessagePolicy: [['sns', 'Publish', ':{topicName}']],
  SQSPollerPolicy: [
    [
      'sqs',
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      ':{queueName}',
    ],
  ],
  SQSSendMessagePolicy: [['sqs', 'SendMessage*', ':{queueName}']],
  SSMParameterReadPolicy: [
    ['ssm', 'DescribeParameters', '*'],
    ['ssm', 'GetParameters GetParameter GetParametersByPath', ':parameter/{parameterName}'],
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    ['ssm', 'DescribeParameters', '*'],
    ['ssm', 'GetParameters GetParameter GetParametersByPath', ':parameter{parameterName}'],
  ],
  SageMakerCreateEndpointConfigPolicy: [['sagemaker', 'CreateEndpointConfig', ':endpoint-config/{endpointConfigName}']],
  SageMakerCreateEndpointPolicy: [['sagemaker', 'CreateEndpoint', ':endpoint/{endpointName}']],
  ServerlessRepoReadWriteAccessPolicy: [
    [
      'serverlessrepo',
      'CreateApplication CreateApplicationVersion UpdateApplication GetApplication ListApplications ListApplicationVersions ListApplicationDependencies',
      [':applications/*'],
    ],
  ],
  StepFunctionsCallbackPolicy: [
    ['states', 'SendTaskFailure SendTaskHeartbeat SendTaskSuccess', ':stateMachine:{stateMachineName}'],
  ],
  StepFunctionsExecutionPolicy: [['states', 'StartExecution', ':stateMachine:{stateMachineName}']],
  StepFunctionsExecutionPolicy_v2: [
    ['states', 'StartExecution StartSyncExecution', ':stateMachine:{stateMachineName}'],
  ],
  TextractDetectAnalyzePolicy: [
    ['textract', 'DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument', '*'],
  ],
  TextractGetResultPolicy: [['textract', 'GetDocumentTextDetection GetDocumentAnalysis', '*']],
  TextractPolicy: [['textract', '*', '*']],
  VPCAccessPolicy: [
    ['ec2', 'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface', '*'],
  ],
};
