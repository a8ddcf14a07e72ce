import type { NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';
import { settled } from './show.ts';

/**
 * What the program tells a window: `subscribe` is an answer of `fakeProgram({ events: { subscribe } })`, and `tell` what comes over it after `connect()` of
 * `../api/connection.ts`. A test lets go of it with a `pagehide`.
 */
export function eventStream() {
  const waiting: NumberedEvent[] = [];
  let wake = (): void => undefined;
  let sequence = 0;
  async function* stream(): AsyncGenerator<NumberedEvent> {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift()!;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    subscribe: () => stream() as never,
    async tell(...events: StudioEvent[]): Promise<void> {
      for (const event of events) waiting.push({ sequence: ++sequence, event });
      wake();
      await settled();
      await settled();
    },
  };
}
