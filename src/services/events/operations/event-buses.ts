import type { EventsOperation } from '../context.ts';
import { busName, describeBus, requireDefaultBus } from '../resources/event-bus.ts';

export const describeEventBus: EventsOperation<'DescribeEventBus'> = async (input, _context, { caller }) => {
  requireDefaultBus(input.Name, caller);
  return describeBus(caller);
};

export const listEventBuses: EventsOperation<'ListEventBuses'> = async (input, _context, { caller }) => ({
  EventBuses: busName.startsWith(input.NamePrefix ?? '') ? [describeBus(caller)] : [],
});
