import { EmptyState } from '../../parts/empty-state.tsx';
import { useTitle } from '../../routing/router.tsx';

export function AlarmsScreen() {
  useTitle('Alarms');
  return (
    <>
      <h1>Alarms</h1>
      <EmptyState title="This screen is being built" />
    </>
  );
}
