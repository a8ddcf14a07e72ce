import type { NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';
import { StudioCallError, toCallError } from './call-error.ts';

/** `lost`: tried again by itself. `refused`: only a new link helps. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'refused';

export interface EventSource {
  subscribe(after: number | undefined, signal: AbortSignal): Promise<AsyncIterable<NumberedEvent>>;
  onEvent(event: StudioEvent): void;
  onState(state: ConnectionState): void;
  /** Ends early when `signal` does; may resolve sooner than `milliseconds` (the network came back). */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const firstWaitMs = 500;
const longestWaitMs = 8_000;

/**
 * One subscription for the whole window, for as long as `signal` is not aborted: after a break it asks for what came after
 * the last event it saw, waiting 0.5, 1, 2, 4, 8, 8 … seconds between tries. An event that cannot be handled is reported
 * and does not end the stream.
 */
export async function followEvents(source: EventSource, signal: AbortSignal): Promise<void> {
  let after: number | undefined;
  let waitMs = firstWaitMs;
  source.onState('connecting');
  while (!signal.aborted) {
    try {
      const events = await source.subscribe(after, signal);
      source.onState('live');
      for await (const { sequence, event } of events) {
        if (signal.aborted) return;
        waitMs = firstWaitMs;
        after = sequence;
        handle(source, event);
      }
    } catch (error) {
      if (signal.aborted) return;
      const call = toCallError(error);
      if (call instanceof StudioCallError && call.code === 'refused') {
        source.onState('refused');
        return;
      }
    }
    if (signal.aborted) return;
    source.onState('lost');
    await source.wait(waitMs, signal);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

function handle(source: EventSource, event: StudioEvent): void {
  try {
    source.onEvent(event);
  } catch (error) {
    reportError(error);
  }
}
