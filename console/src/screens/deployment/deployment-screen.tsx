import { useTitle } from '../../routing/router.tsx';

export function DeploymentScreen({ deploymentId }: { readonly deploymentId: string }) {
  useTitle(deploymentId);
  return <h1>{deploymentId}</h1>;
}
