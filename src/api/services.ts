/** Every service whose requests Serin knows, served or not. */
import { apigateway } from './apigateway.ts';
import { apigatewayv2 } from './apigatewayv2.ts';
import { cloudcontrol } from './cloudcontrol.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudwatch } from './cloudwatch.ts';
import { codedeploy } from './codedeploy.ts';
import { ecr } from './ecr.ts';
import { events } from './events.ts';
import { iam } from './iam.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { s3 } from './s3.ts';
import { schemas } from './schemas.ts';
import { sns } from './sns.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

export const services = [
  lambda,
  cloudwatch,
  logs,
  codedeploy,
  cloudformation,
  s3,
  iam,
  sts,
  apigateway,
  apigatewayv2,
  sns,
  events,
  ssm,
  cloudcontrol,
  schemas,
  ecr,
] as const;
