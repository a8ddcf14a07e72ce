import type { PlainReason, SettingReason } from '../../../shared/contract/plan-view.ts';
import type { ClassChange } from '../../../shared/class-change.ts';
import type { Precision } from '../../../shared/run-settings.ts';
import type { BackboneReference } from '../../weights/backbones.ts';

/** Features of an earlier run that lie on the disk. */
export interface CachedFeatures {
  readonly cut: string;
  readonly imageSize: number;
  /** Null at the cut `stem`, whose features are pixels. */
  readonly weightsSha256: string | null;
  readonly sizeBytes: number;
}

/** The disk of a data folder. */
export interface Disk {
  readonly freeBytes: number;
  readonly cached: readonly CachedFeatures[];
}

/** A finished run's model as a base model, and what it knows of a data set. */
export interface EarlierModel {
  readonly run: number;
  readonly backbone: BackboneReference;
  /** For each class of the data set its row in the model's head; null: it has none. */
  readonly rows: readonly (number | null)[];
  readonly change: ClassChange;
  /** Pictures that judge the new run, of which, or of others of whose groups, the earlier one learned. */
  readonly heldOutLearned: number;
}

/** What a plan must know of where it will run. */
export interface Machine extends Disk {
  /** The one asked for, or the usual one; null where a network is asked for and no weights, which starts drawn. */
  readonly backbone: BackboneReference | null;
  /** Why the usual one is usual. */
  readonly backboneReason: PlainReason | SettingReason;
  /** What training goes on from where that is asked: then `backbone` is its. */
  readonly earlier?: EarlierModel | null;
  readonly gpu: boolean;
  /** What `--precision auto` means there; null where nobody asked, and so nobody measured. */
  readonly auto: { readonly precision: Precision; readonly reason: SettingReason } | null;
  /** Of the processor. */
  readonly threads: number;
  /** How much features may take where nobody says. */
  readonly usualCacheBytes: number;
}
