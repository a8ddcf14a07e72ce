import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { SaidValues } from '../said.ts';
import type { WireError } from '../errors.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { precisions } from '../run-settings.ts';

const backbone = z.string().min(1);

/** Why a base model is one of the three that are recommended: it is here already; the most accurate of the quick ones; the most accurate that fits. */
export type Recommendation = 'here' | 'balanced' | 'accurate';

/** Whether this computer can train it whole. */
export interface BackboneFit {
  fits: 'well' | 'slowly' | 'not';
  /** At most, about. */
  memoryBytes: number;
  /** Of a pass over a thousand pictures; null where nobody has measured how fast this computer is. */
  secondsAThousand: number | null;
}

/** What a pretrained file is good for: its features as they are too, or rather trained further. */
export type SuitsStrategy = 'frozen-and-fine-tuned' | 'fine-tuned';

/** And how that is known: published of files trained as it was, or measured by this project. */
export interface Suits {
  strategy: SuitsStrategy;
  by: 'cited' | 'measured';
}

export interface BackboneCard {
  id: string;
  family: string;
  /** Name of its network; null where an imported one has none. */
  architecture: string | null;
  origin: 'embedded' | 'catalogue' | 'imported';
  onDisk: boolean;
  sizeBytes: number;
  /** Top-1 on ImageNet, 0..100, as published; null where nobody published one. */
  accuracy: number | null;
  parameters: number;
  gmac: number;
  licence: string;
  preprocessing: Preprocessing;
  fit: BackboneFit;
  recommended: Recommendation | null;
  /** Null where nobody published it. */
  suits: Suits | null;
  /** Of a download that has begun. */
  download: DownloadState | null;
}

export interface DownloadState {
  backbone: string;
  state: 'running' | 'paused' | 'failed' | 'done';
  receivedBytes: number;
  totalBytes: number | null;
  /** What there is to say beside the bar: that it waits for another download, or why it failed. */
  message: string | null;
  values?: SaidValues;
  /** Of a failed one: with what to do about it. */
  error?: WireError;
}

/** One residual block, the stem or the head, as it is drawn. */
export interface NetworkPart {
  /** `stem`, `stageN.K` or `head`. */
  part: string;
  stage: string;
  channels: number;
  /** Height and width of its output at the network's image size. */
  size: number;
  parameters: number;
}

/** Figures of one position of the freeze line: all before `cut` is frozen. */
export interface CutFigures {
  cut: string;
  frozenParameters: number;
  trainableParameters: number;
  /** Cached features of all pictures of the data set (with `light` views where trained), as they lie on disk. */
  cacheBytes: number;
  /** Multiply-adds of a training step per picture, in 10^9: frozen parts count only where their features do not fit the cache. */
  trainGmac: number;
  /** What a training takes at most, by a formula, about; of the process, not of a GPU. */
  memoryBytes: number;
}

/** Everything the drawing and its freeze line need, so that figures follow the line at once. */
export interface NetworkTable {
  backbone: string;
  imageSize: number;
  parts: NetworkPart[];
  /** One before each part: at `cuts[i]` the parts before `parts[i]` are frozen. The first block of a stage is called by the stage. */
  cuts: CutFigures[];
  totalParameters: number;
}

export interface WeightsGuess {
  /** As it was given, without folders. */
  name: string;
  sizeBytes: number;
  tensors: number;
  /** Mostly one; none where the file is of another network. */
  architectures: string[];
  /** Rows of the file's classifier. */
  classes: number | null;
}

export const backboneCalls = {
  list: oc.output(type<BackboneCard[]>()),
  network: oc
    .input(
      z.strictObject({
        backbone,
        /** The finished run whose model `backbone` is; it need not be among the base models yet. */
        from: z.string().min(1).optional(),
        dataset: z.string().min(1).optional(),
        imageSize: z.int().min(32).max(1024).optional(),
        /** Without one: what was measured to be the faster here, float32 before that. */
        precision: z.enum(precisions).optional(),
        /** Without one: what a run would take that says nothing. */
        cacheSizeBytes: z.int().nonnegative().optional(),
        /** Pictures a step. Without one: 16. */
        batchSize: z.int().min(1).max(4096).optional(),
      }),
    )
    .output(type<NetworkTable>()),
  /** Begins or goes on; progress comes as `download` events. */
  download: oc.input(z.strictObject({ backbone })).output(type<DownloadState>()),
  /** Keeps what came. */
  pauseDownload: oc.input(z.strictObject({ backbone })).output(type<DownloadState>()),
  /** From a path on this machine or an upload (`POST /api/uploads`). */
  import: oc
    .input(
      z.strictObject({
        path: z.string().min(1).optional(),
        upload: z.string().min(1).optional(),
        architecture: z.string().min(1),
        name: z.string().min(1).max(200).optional(),
      }),
    )
    .output(type<{ backbone: string; notes: { message: string; values: SaidValues }[] }>()),
  /** Which architectures the tensors of a file fit, by their names and shapes; reads its header only. */
  guess: oc
    .input(z.strictObject({ path: z.string().min(1).optional(), upload: z.string().min(1).optional() }))
    .output(type<WeightsGuess>()),
  /** Names of the networks that can start drawn. */
  nets: oc.output(type<string[]>()),
  architectures: oc.output(type<string[]>()),
};
