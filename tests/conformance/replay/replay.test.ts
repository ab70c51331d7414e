/** What AWS was recorded to answer to calls of Lambda's API in which no function runs. */
import { describeRecording } from './recording-suite.ts';
import { codeLocationScenarios } from './scenarios/code-location.ts';
import { functionScenarios } from './scenarios/function.ts';
import { missingFunctionScenarios } from './scenarios/missing-functions.ts';
import { nameScenarios } from './scenarios/names.ts';
import { aliasScenarios } from './scenarios/aliases.ts';
import { revisionScenarios } from './scenarios/revisions.ts';
import { runtimeScenarios } from './scenarios/runtimes.ts';
import { loggingScenarios } from './scenarios/logging.ts';
import { snapStartScenarios } from './scenarios/snap-start.ts';
import { limitScenarios } from './scenarios/limits.ts';
import { imageScenarios } from './scenarios/images.ts';
import { versionScenarios } from './scenarios/versions.ts';
import { permissionScenarios } from './scenarios/permissions.ts';
import { urlScenarios } from './scenarios/urls.ts';
import { concurrencyScenarios } from './scenarios/concurrency.ts';
import { tagScenarios } from './scenarios/tags.ts';
import { eventInvokeScenarios } from './scenarios/event-invoke.ts';
import { layerScenarios } from './scenarios/layers.ts';

const scenarios = [
  ...functionScenarios,
  ...nameScenarios,
  ...codeLocationScenarios,
  ...missingFunctionScenarios,
  ...versionScenarios,
  ...imageScenarios,
  ...limitScenarios,
  ...snapStartScenarios,
  ...loggingScenarios,
  ...runtimeScenarios,
  ...revisionScenarios,
  ...aliasScenarios,
  ...permissionScenarios,
  ...urlScenarios,
  ...concurrencyScenarios,
  ...tagScenarios,
  ...eventInvokeScenarios,
  ...layerScenarios,
];

describeRecording('Lambda API', 'test_lambda_api', scenarios);
