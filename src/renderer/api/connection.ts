import { onScopeDispose, ref } from 'vue';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { electronDoor } from './door.ts';
import type { ConnectionState } from './events.ts';
import { followStudio } from './follow-studio.ts';
import { answerIsThere } from './later-answers.ts';
import type { FromWindow, ToWindow } from './shared-stream.ts';

type Listener = (event: StudioEvent) => void;

const listeners = new Set<Listener>();
/** What the footer says of the stream of events. */
export const connection = ref<ConnectionState>('connecting');

const hear = {
  onEvent: (event: StudioEvent) => {
    if (event.type === 'answer') return answerIsThere(event.ticket);
    for (const listener of listeners) listener(event);
  },
  onState: (state: ConnectionState) => {
    connection.value = state;
  },
};

/**
 * Begins to hear events; called once, by main.ts. The windows of a browser share one stream; a window that is left, for good or into the
 * browser's cache of pages, lets go of it, and takes it up again when it is shown again.
 */
export function connect(): void {
  let leave = join();
  addEventListener('pagehide', () => leave());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) leave = join();
  });
}

function join(): () => void {
  connection.value = 'connecting';
  // Electron has one window, and a shared worker would not hear its protocol.
  return electronDoor || !('SharedWorker' in window) ? ownStream() : sharedStream();
}

function ownStream(): () => void {
  const stop = new AbortController();
  void followStudio(hear, stop.signal);
  return () => stop.abort();
}

function sharedStream(): () => void {
  const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'graft-events' });
  const { port } = worker;
  let leave = (): void => {
    port.postMessage('bye' satisfies FromWindow);
    port.close();
  };
  // The worker's file could not be had, or its browser has it switched off: a stream of this window's own, as good for one window.
  worker.addEventListener('error', () => {
    port.close();
    leave = ownStream();
  });
  port.addEventListener('message', ({ data }: MessageEvent<ToWindow>) => {
    if (data.type === 'state') hear.onState(data.state);
    else hear.onEvent(data.event);
  });
  port.start();
  return () => leave();
}

/** Hears every event until the component (or scope) that asked goes away. `reset` means: ask for everything again. */
export function onStudioEvent(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener), true);
}
