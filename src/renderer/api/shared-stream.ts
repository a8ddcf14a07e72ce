import type { StudioEvent } from '../../shared/contract/events.ts';
import type { ConnectionState } from './events.ts';

/** What the stream's holder tells a window. */
export type ToWindow = { type: 'state'; state: ConnectionState } | { type: 'event'; event: StudioEvent };
/** A window that goes away, or into the browser's cache of pages, says so: a port does not tell by itself. */
export type FromWindow = 'bye';

/** Of a MessagePort what is needed. */
export interface Port {
  postMessage(message: ToWindow): void;
  addEventListener(type: 'message', listener: (message: MessageEvent<FromWindow>) => void): void;
  start(): void;
  close(): void;
}

/** Begins to follow the program's events. Called again only after `onState('refused')`. */
export type Follow = (hear: { onEvent(event: StudioEvent): void; onState(state: ConnectionState): void }) => void;

const askForAll: ToWindow = { type: 'event', event: { type: 'reset' } };

/**
 * One stream of events for all windows of a browser, which allows six connections to a program in all. The stream begins with the first
 * window; each window that joins is told to ask for everything (`reset`), as by a stream of its own.
 */
export function createSharedStream(follow: Follow): { join(port: Port): void } {
  const ports = new Set<Port>();
  /** Joined while the connection was lost: a stream that is taken up again begins where it was, not with `reset`. */
  const late = new Set<Port>();
  let state: ConnectionState | null = null;

  const tell = (message: ToWindow): void => {
    for (const port of ports) port.postMessage(message);
  };
  const begin = (): void => {
    state = 'connecting';
    follow({
      onEvent: (event) => tell({ type: 'event', event }),
      onState: (next) => {
        state = next;
        tell({ type: 'state', state: next });
        if (next !== 'live') return;
        for (const port of late) port.postMessage(askForAll);
        late.clear();
      },
    });
  };

  return {
    join(port) {
      ports.add(port);
      port.addEventListener('message', ({ data }) => {
        if (data !== 'bye') return;
        ports.delete(port);
        late.delete(port);
        port.close();
      });
      port.start();
      // Refused is the end of a stream; a window that comes later may have a new link's cookie.
      if (state === null || state === 'refused') return begin();
      port.postMessage({ type: 'state', state });
      if (state === 'live') port.postMessage(askForAll);
      else if (state === 'lost') late.add(port);
    },
  };
}
