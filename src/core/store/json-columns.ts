import type { Leg } from '../../shared/contract/run-calls.ts';

/** How long a part of a run took. Units: pictures read through the frozen part, epochs, pictures answered, else 1. */
export interface LegPace extends Leg {
  units: number;
  seconds: number;
}

/** Headline figures of a run's best epoch; whoever writes them may add more. */
export interface RunMetrics {
  valAccuracy: number;
  valLoss: number;
  valMacroF1: number;
  [more: string]: unknown;
}

/** Proof that frozen is frozen: how many frozen tensors there are and how many changed; details by stage beside them. */
export interface StoredAttestation {
  tensors: number;
  changed: number;
  [more: string]: unknown;
}

/** How long the parts of a run took, and the pictures that an epoch of it saw. */
export interface RunPace {
  train: number;
  legs: LegPace[];
}

/** A link that leads to a folder that is read under another path; both relative to the data set's folder, `''` being that itself. */
export interface LinkedFolder {
  folder: string;
  target: string;
}

/** A folder that gives no pictures of its own: a link, or (`target` null) one that holds none, in it or below it. */
export interface BareFolder {
  folder: string;
  target: string | null;
}

/** What an independent reader of an export measured against the run, on so many images. */
export interface ExportReceipt {
  images: number;
  maxAbsDiff: number;
  top1Agreement: number;
  answerSetAgreement?: number;
  familiarityMaxAbsDiff?: number;
  [more: string]: unknown;
}
