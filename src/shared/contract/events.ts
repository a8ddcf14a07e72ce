import { eventIterator, oc } from '@orpc/contract';
import type { Schema } from '@orpc/contract';
import { z } from 'zod';
import type { EpochReport } from '../trainer-protocol.ts';
import type { DownloadState } from './backbone-calls.ts';
import type { RunProgress, RunRow } from './run-calls.ts';
import type { TaskState } from './use-calls.ts';

/** Everything that may happen while a window is open. Each carries the newest whole state of what it names. */
export type StudioEvent =
  | { type: 'run'; run: RunRow }
  | { type: 'run-removed'; run: number }
  | { type: 'run-progress'; progress: RunProgress }
  | { type: 'run-epoch'; run: number; report: EpochReport }
  | { type: 'run-notice'; run: number; message: string }
  /** The data set is not what it was: ask for it again. `message` says what changed, where a person should know. */
  | { type: 'dataset'; dataset: string; message: string | null }
  | { type: 'dataset-removed'; dataset: string }
  | { type: 'scan'; folder: string; done: number; total: number | null }
  | { type: 'backbones' }
  | { type: 'download'; download: DownloadState }
  | { type: 'task'; task: TaskState }
  /** What was missed cannot be told any more: ask for everything again. Always the first event of a new subscription. */
  | { type: 'reset' };

/** A number that only grows; a window that lost its connection says the last one it saw. */
export interface NumberedEvent {
  sequence: number;
  event: StudioEvent;
}

const numberedEvents = z.custom<NumberedEvent>() as unknown as Schema<NumberedEvent, NumberedEvent>;

export const eventCalls = {
  /** At most ten times a second, newest state only. `after` is the last sequence number seen before a reload. */
  subscribe: oc.input(z.strictObject({ after: z.int().min(0).optional() })).output(eventIterator(numberedEvents)),
};
