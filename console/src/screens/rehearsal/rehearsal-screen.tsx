import { EmptyState } from '../../parts/empty-state.tsx';
import { useTitle } from '../../routing/router.tsx';

export function RehearsalScreen() {
  useTitle('Rehearsal');
  return (
    <>
      <h1>Rehearsal</h1>
      <EmptyState title="This screen is being built" />
    </>
  );
}
