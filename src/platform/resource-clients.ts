/** What CloudFormation's resource types call. */
import { apigateway } from '../api/apigateway.ts';
import { apigatewayv2 } from '../api/apigatewayv2.ts';
import { cloudwatch } from '../api/cloudwatch.ts';
import { codedeploy } from '../api/codedeploy.ts';
import { events } from '../api/events.ts';
import { iam } from '../api/iam.ts';
import { lambda } from '../api/lambda.ts';
import { logs } from '../api/logs.ts';
import { sns } from '../api/sns.ts';
import { ssm } from '../api/ssm.ts';
import type { ResourceClients } from '../services/cloudformation/resource-clients.ts';
import { describeViolation as describeHttpApiViolation } from '../services/apigateway/http/errors.ts';
import { describeViolation as describeCodedeployViolation } from '../services/codedeploy/errors.ts';
import { describeViolation as describeLogsViolation } from '../services/logs/errors.ts';
import { checkedClient } from './checked-client.ts';

export const createResourceClients = (peers: ResourceClients): ResourceClients => ({
  lambda: checkedClient(peers.lambda, lambda),
  apigateway: checkedClient(peers.apigateway, apigateway),
  apigatewayv2: checkedClient(peers.apigatewayv2, apigatewayv2, describeHttpApiViolation),
  codedeploy: checkedClient(peers.codedeploy, codedeploy, describeCodedeployViolation),
  cloudwatch: checkedClient(peers.cloudwatch, cloudwatch),
  iam: checkedClient(peers.iam, iam),
  events: checkedClient(peers.events, events),
  sns: checkedClient(peers.sns, sns),
  ssm: checkedClient(peers.ssm, ssm),
  logs: checkedClient(peers.logs, logs, describeLogsViolation),
  // Its operations hold its rules themselves.
  s3: peers.s3,
});
