import type { PlainReason, SettingReason } from '../../../shared/contract/run-calls.ts';
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

/** What a plan must know of where it will run. */
export interface Machine extends Disk {
  /** The one asked for, or the usual one; null where a network is asked for and no weights, which starts drawn. */
  readonly backbone: BackboneReference | null;
  /** Why the usual one is usual. */
  readonly backboneReason: PlainReason | SettingReason;
  readonly gpu: boolean;
  /** What `--precision auto` means there; null where nobody asked, and so nobody measured. */
  readonly auto: { readonly precision: Precision; readonly reason: SettingReason } | null;
  /** Of the processor. */
  readonly threads: number;
  /** How much features may take where nobody says. */
  readonly usualCacheBytes: number;
}
