import { onScopeDispose, ref } from 'vue';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { studio } from './client.ts';
import { followEvents } from './events.ts';
import type { ConnectionState } from './events.ts';

type Listener = (event: StudioEvent) => void;

const listeners = new Set<Listener>();
/** What the footer says of the stream of events. */
export const connection = ref<ConnectionState>('connecting');

/** Begins the window's only subscription; called once, by main.ts. Returns how to end it. */
export function connect(): () => void {
  const stop = new AbortController();
  const source = {
    subscribe: (after: number | undefined, signal: AbortSignal) => studio.events.subscribe({ after }, { signal }),
    onEvent: (event: StudioEvent) => {
      for (const listener of listeners) listener(event);
    },
    onState: (state: ConnectionState) => {
      connection.value = state;
    },
    wait,
  };
  void followEvents(source, stop.signal);
  return () => stop.abort();
}

/** Hears every event until the component (or scope) that asked goes away. `reset` means: ask for everything again. */
export function onStudioEvent(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener), true);
}

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
