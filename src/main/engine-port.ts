import type { FromEngine, ToEngine } from '../shared/trainer-protocol.ts';

/** How the engine process speaks with whoever started it. */
export interface EnginePort {
  emit(event: FromEngine): void;
  /** The last event of a job; the process ends once it has been read. */
  finish(event: FromEngine): void;
  onMessage(handle: (message: ToEngine) => void): void;
  /** The starter is gone or has heard the end. */
  onParentGone(handle: () => void): void;
}

/** The part of Electron's `process.parentPort` that is used; the types of Electron stay out of this file. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
}

/** What Electron's host sends when the last answer has arrived; it never reaches the trainer's own messages. */
export const releaseMessage = { type: 'release' } as const;

/** Electron's where there is one, else Node's channel. */
export function enginePort(): EnginePort {
  const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort | null };
  return parentPort ? parentPortOf(parentPort, () => process.exit(0)) : forkPort();
}

function forkPort(): EnginePort {
  return {
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
  };
}

/**
 * In a utility process. A message posted just before the exit may be lost, so the process waits until the host says that it
 * has read the last one. Chromium itself ends a utility process whose parent is gone: the last checkpoint stays.
 */
export function parentPortOf(parent: ParentPort, exit: () => void): EnginePort {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this port is no window and takes one argument
  const post = (event: FromEngine): void => parent.postMessage(event);
  return {
    emit: post,
    finish: post,
    onMessage(handle) {
      parent.on('message', ({ data }) => {
        const message = data as ToEngine | typeof releaseMessage;
        if (message.type === 'release') exit();
        else handle(message);
      });
    },
    onParentGone: () => undefined,
  };
}
