import type { FromEngine, ToEngine } from '../shared/trainer-protocol.ts';

/** How the engine process speaks with whoever started it: Node's channel. */
export interface EnginePort {
  emit(event: FromEngine): void;
  /** The last event of a job; the process ends once it has been read. */
  finish(event: FromEngine): void;
  onMessage(handle: (message: ToEngine) => void): void;
  /** The starter is gone or has heard the end. */
  onParentGone(handle: () => void): void;
}

export const enginePort = (): EnginePort => ({
  emit(event) {
    // A parent that died during a step is noticed only later: without the callback the broken pipe would be an error nobody
    // catches, and end this process before it has written its checkpoint.
    if (process.connected) process.send!(event, () => undefined);
  },
  finish(event) {
    if (!process.connected) process.exit(0);
    // The exit waits for the message: process.exit would drop what is still in the pipe.
    process.send!(event, () => process.disconnect());
  },
  onMessage: (handle) => process.on('message', handle),
  onParentGone: (handle) => process.on('disconnect', handle),
});
