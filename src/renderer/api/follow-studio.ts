import { studio } from './client.ts';
import { followEvents } from './events.ts';
import type { EventSource } from './events.ts';

/** Follows the program's events until `signal` aborts: in a window, or in the worker that does it for all windows. */
export const followStudio = (hear: Pick<EventSource, 'onEvent' | 'onState'>, signal: AbortSignal): Promise<void> =>
  followEvents(
    {
      ...hear,
      subscribe: (after, until) => studio.events.subscribe({ after }, { signal: until }),
      wait,
    },
    signal,
  );

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener('online', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    addEventListener('online', finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
