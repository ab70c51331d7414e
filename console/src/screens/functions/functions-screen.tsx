import { EmptyState } from '../../parts/empty-state.tsx';
import { useTitle } from '../../routing/router.tsx';

export function FunctionsScreen() {
  useTitle('Functions');
  return (
    <>
      <h1>Functions</h1>
      <EmptyState title="This screen is being built" />
    </>
  );
}
