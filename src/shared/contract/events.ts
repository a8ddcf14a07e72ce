import { eventIterator, oc } from '@orpc/contract';
import type { Schema } from '@orpc/contract';
import { z } from 'zod';
import type { ExportFormat } from '../export-format.ts';
import type { AnswersSoFar } from '../answers-so-far.ts';
import type { EpochReport } from '../trainer-protocol.ts';
import type { DownloadState } from './backbone-calls.ts';
import type { ProfileView } from './profile-calls.ts';
import type { ClassCount } from './dataset-calls.ts';
import type { RunNotice, RunProgress, RunRow } from './run-calls.ts';
import type { SaidValues } from '../said.ts';
import type { TaskState } from './use-calls.ts';

/** Files that are not as the scan before found them; `unreadable` are new ones. */
export type FolderChange =
  /** In how many classes they lie now (0: there are no class folders); `named` only where it is one or two. */
  | { what: 'added' | 'moved'; count: number; classes: number; named: ClassCount[] }
  | { what: 'changed' | 'gone' | 'unreadable'; count: number };

/** What a person should know of a data set's folder. */
export type DatasetNews =
  | { kind: 'changes'; changes: FolderChange[] }
  /** An error of ours, in its own words, such as a folder that is not there. */
  | { kind: 'refused'; message: string; values?: SaidValues }
  | { kind: 'unscannable'; reason: string }
  /** The folders can be read in more than one way now: `datasets.readings`. */
  | { kind: 'unclear-layout' }
  /** Changes in the folder show late. Null: the system watches no more folders. */
  | { kind: 'unwatchable'; name: string; reason: string | null };

/** Everything that may happen while a window is open. Each carries the newest whole state of what it names. */
export type StudioEvent =
  | { type: 'run'; run: RunRow }
  | { type: 'run-removed'; run: number }
  | { type: 'run-progress'; progress: RunProgress }
  | { type: 'run-epoch'; run: number; report: EpochReport }
  /** What it answers of its validation pictures by now; the first is its first answer. */
  | { type: 'run-answers'; run: number; answers: AnswersSoFar }
  | { type: 'run-notice'; run: number; notice: RunNotice }
  /** The data set is not what it was: ask for it again. `news` says what a person should know of it. */
  | { type: 'dataset'; dataset: string; news: DatasetNews | null }
  | { type: 'dataset-removed'; dataset: string }
  /** A study, or what became of a trial of it, is not what it was: ask for it again. It may be gone. */
  | { type: 'study'; study: number }
  | { type: 'scan'; folder: string; done: number; total: number | null }
  /** Pictures are compared for `labels.suggest`. */
  | { type: 'suggesting'; dataset: string; done: number; total: number }
  /** Pictures are looked at for `images.nearDuplicates`, or for groups. */
  | { type: 'looking'; dataset: string; done: number; total: number }
  /** A run is asked about its validation pictures again, for `evaluations.stress` and `evaluations.shortcut`, or about all it learned from, for `use.makeIndex`. */
  | { type: 'asking'; run: number; done: number; total: number }
  /** Of the validation pictures that an export is compared on. */
  | { type: 'export'; run: number; format: ExportFormat; done: number; total: number }
  | { type: 'profile'; profile: ProfileView }
  | { type: 'backbones' }
  | { type: 'download'; download: DownloadState }
  | { type: 'task'; task: TaskState }
  /** A call that was owed its answer (src/shared/later-answers.ts) has it now. */
  | { type: 'answer'; ticket: string }
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
