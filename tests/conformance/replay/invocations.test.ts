/** What AWS was recorded to answer where functions run: here they do so in processes of this machine. */
import { describeRecording } from './recording-suite.ts';
import { failureScenarios } from './scenarios/invocations/failures.ts';
import { invokedConcurrencyScenarios } from './scenarios/invocations/concurrency.ts';
import { invokedVersionScenarios } from './scenarios/invocations/versions.ts';
import { kindScenarios } from './scenarios/invocations/kinds.ts';
import { requestIdScenarios } from './scenarios/invocations/request-ids.ts';
import { destinationScenarios, reservationScenarios } from './scenarios/invocations/destinations.ts';
import { runtimeScenarios } from './scenarios/invocations/languages.ts';
import { runtimeCommonScenarios } from './scenarios/invocations/runtimes.ts';
import { calledUrlScenarios } from './scenarios/invocations/urls.ts';

const invocationScenarios = [
  ...kindScenarios,
  ...failureScenarios,
  ...requestIdScenarios,
  ...calledUrlScenarios,
  ...invokedVersionScenarios,
  ...invokedConcurrencyScenarios,
  ...reservationScenarios,
];

describeRecording('Lambda invocation', 'test_lambda', invocationScenarios);
describeRecording('Lambda runtime', 'test_lambda_common', runtimeCommonScenarios);
describeRecording('Lambda language', 'test_lambda_runtimes', runtimeScenarios);
describeRecording('Lambda destination', 'test_lambda_destinations', destinationScenarios);
