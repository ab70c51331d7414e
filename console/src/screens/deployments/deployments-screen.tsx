import { useTitle } from '../../routing/router.tsx';

export function DeploymentsScreen() {
  useTitle('Deployments');
  return <h1>Deployments</h1>;
}
