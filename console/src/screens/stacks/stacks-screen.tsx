import { EmptyState } from '../../parts/empty-state.tsx';
import { useTitle } from '../../routing/router.tsx';

export function StacksScreen() {
  useTitle('Stacks');
  return (
    <>
      <h1>Stacks</h1>
      <EmptyState title="This screen is being built" />
    </>
  );
}
