import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import { setMethods } from '../answer-sets.ts';
import type { SetsPossible } from '../answer-sets.ts';
import { combinings } from '../ensemble.ts';
import type { SaidValues } from '../said.ts';
import type { ForecastFigures } from '../forecast.ts';
import { testTimeAugmentations } from '../test-time-augmentation.ts';
import type { PictureFamiliarity } from '../familiarity.ts';
import type { WireError } from '../errors.ts';
import type { HeatMap } from './evaluation-calls.ts';

const run = z.int().min(1);
/** Answer sets as they are wished: the right class among them in a share `level` of new pictures. */
export const setWishSchema = z.strictObject({ level: z.number().gt(0).lt(1), method: z.enum(setMethods) });

export interface Classified {
  /** As it was given. */
  name: string;
  top: { className: string; probability: number }[];
  heatMap: HeatMap | null;
  /** Classes among which the right one is in a share `level` of new pictures; not where the run has too few validation pictures. */
  set?: { classNames: string[]; level: number };
  /** How familiar it is by the run's index, left out where the run has none; `nearest` training pictures only of unfamiliar ones, the nearest first. */
  familiarity?: PictureFamiliarity & { nearest: NearestPicture[] };
  /** What each model says alone, where several answered. */
  members?: { run: number; className: string; probability: number }[];
  /** Address of the picture exactly as the network was given it, while it is remembered; null where it was not asked for. */
  seen: string | null;
  error: WireError | null;
}

/** A training picture beside one that is like none of them. */
export interface NearestPicture {
  image: number;
  /** Relative to the data set's folder. */
  file: string;
  className: string;
}

/** Work with a beginning and an end that is no run: classifying a folder. */
export interface TaskState {
  task: string;
  kind: 'classify-folder' | 'engine-setup';
  state: 'running' | 'done' | 'failed';
  done: number;
  total: number | null;
  message: string;
  /** `message` as data, where it is known. */
  values?: SaidValues;
  /** A file to be downloaded under `/api/files/<name>` when done. */
  file: string | null;
}

/** What is to be expected of a folder whose pictures nobody labelled. */
export interface ForecastView extends ForecastFigures {
  /** Pictures that could not be read. */
  skipped: number;
  /** Least first; empty of a run without an index. `file` relative to the folder, `seen` as the network was given it, null where it is not remembered. */
  leastFamiliar: { file: string; unfamiliar: boolean | null; seen: string | null }[];
}

/** What a run would be, or is, with the statistics of a camera. */
export interface AdaptedView {
  /** The new run; null where it was not to be kept. */
  run: number | null;
  /** Training pictures in its index, by which `after` tells strange pictures; null without one: then that share is of the run as it was. */
  indexed: number | null;
  /** Pictures whose statistics were taken; of all there are. */
  images: number;
  of: number;
  /** Tensors of statistics that are other ones now, and all others, of which none is. */
  statistics: number;
  unchanged: number;
  before: ForecastFigures;
  after: ForecastFigures;
  skipped: number;
}

export const useCalls = {
  /** Pictures that were uploaded (`POST /api/uploads` answers with their ids) or lie on this machine (Electron's drop). */
  classify: oc
    .input(
      z.strictObject({
        run,
        /** Several models, or several looks, as one answer: no heat map, set or familiarity is of that. `others` answer with `run`. */
        together: z.strictObject({ others: z.array(run).max(19), combine: z.enum(combinings), looks: z.enum(testTimeAugmentations) }).optional(),
        /** Left out: LAC at 0.9. */
        sets: setWishSchema.optional(),
        uploads: z.array(z.string().min(1)).max(100).optional(),
        paths: z.array(z.string().min(1)).max(100).optional(),
        heatMap: z.boolean().optional(),
        /** Answers show what the network was given, too. */
        seen: z.boolean().optional(),
        /** The uploads are not needed again: a camera's frames. */
        discard: z.boolean().optional(),
      }),
    )
    .output(type<Classified[]>()),
  /** What answer sets of a run would promise, or how many validation pictures that needs. */
  answerSets: oc.input(z.strictObject({ run, level: setWishSchema.shape.level })).output(type<SetsPossible>()),
  /** Makes the index by which a run tells what is like nothing it learned from; progress comes as `asking` events. */
  makeIndex: oc.input(z.strictObject({ run })).output(type<{ pictures: number; known: number; missing: number }>()),
  /** How good a run is to be expected on the pictures of a folder, which need no labels; progress comes as `asking` events. Keeps nothing. */
  forecast: oc.input(z.strictObject({ run, folder: z.string().min(1) })).output(type<ForecastView>()),
  /** Adapts a run to the camera of a folder's pictures: `keep` makes a new run of it, else it is only said what the forecasts are. */
  adapt: oc.input(z.strictObject({ run, folder: z.string().min(1), keep: z.boolean() })).output(type<AdaptedView>()),
  /** A folder's pictures to CSV; progress comes as `task` events. One folder at a time, others wait. */
  classifyFolder: oc.input(z.strictObject({ run, folder: z.string().min(1), sets: setWishSchema.optional() })).output(type<TaskState>()),
  /** Folders that are being classified, and the last ones that were; for a page that was loaded again. */
  tasks: oc.output(type<TaskState[]>()),
  /** Ends it as `failed`; nothing is written. */
  stopTask: oc.input(z.strictObject({ task: z.string().min(1) })).output(type<TaskState>()),
};
