/** Which screen stands at which address. */
import type { ReactNode } from 'react';
import { AlarmScreen } from './alarms/alarm-screen.tsx';
import { AlarmsScreen } from './alarms/alarms-screen.tsx';
import { DeploymentScreen } from './deployment/deployment-screen.tsx';
import { DeploymentsScreen } from './deployments/deployments-screen.tsx';
import { FunctionScreen } from './functions/function-screen.tsx';
import { FunctionsScreen } from './functions/functions-screen.tsx';
import { RehearsalScreen } from './rehearsal/rehearsal-screen.tsx';
import { StackScreen } from './stacks/stack-screen.tsx';
import { StacksScreen } from './stacks/stacks-screen.tsx';

/** `undefined`: there is none. The name after the place comes decoded. */
export function screenAt([place = 'deployments', name, ...rest]: readonly string[]): ReactNode | undefined {
  if (rest.length > 0) return undefined;
  switch (place) {
    case 'deployments':
      return name === undefined ? <DeploymentsScreen /> : <DeploymentScreen key={name} deploymentId={name} />;
    case 'functions':
      return name === undefined ? <FunctionsScreen /> : <FunctionScreen key={name} name={name} />;
    case 'stacks':
      return name === undefined ? <StacksScreen /> : <StackScreen key={name} name={name} />;
    case 'alarms':
      return name === undefined ? <AlarmsScreen /> : <AlarmScreen key={name} name={name} />;
    case 'rehearsal':
      return name === undefined ? <RehearsalScreen /> : undefined;
    default:
      return undefined;
  }
}
