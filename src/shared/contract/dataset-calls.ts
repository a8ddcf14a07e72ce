import { oc, type } from '@orpc/contract';
import type { ClassKey } from '../class-keys.ts';
import type { SaidValues } from '../said.ts';
import { z } from 'zod';
import { layoutKinds } from '../layout.ts';
import type { LayoutKind } from '../layout.ts';
import type { PictureFit } from '../picture-fits.ts';
import type { Split } from '../split.ts';
import type { TestLock } from '../test-ledger.ts';

const dataset = z.string().min(1);
const share = z.number().min(0).max(0.9);

/** A project on the start screen: a data set with what is known of it at a glance. */
export interface ProjectCard {
  id: string;
  name: string;
  /** Real path of the folder. */
  root: string;
  /** Whether the folder is there now. */
  isPresent: boolean;
  version: number | null;
  images: number;
  classes: number;
  /** At most four, for the card's thumbnails. */
  thumbnails: number[];
  /** The pinned run, else the best (`shared/best-run.ts`); its headline accuracy (test where there is one, else validation), 0..1. */
  bestRun: { run: number; accuracy: number } | null;
  /** Runs that are queued, running or paused. */
  activeRuns: number;
  openedAtMs: number;
}

export interface ClassCount {
  name: string;
  count: number;
}

/** A folder of a data set that is in no class, with its pictures. Relative to the data set's folder, with `/`. */
export type LeftOutFolder = { folder: string; count: number } & (
  | {
      /**
       * `no-class-folders`: a side whose pictures lie in it directly; `no-side`: it lies beside the sides and is none; `empty`: it lies where a class would
       * and holds no picture, in it or below it.
       */
      reason: 'no-class-folders' | 'no-side' | 'empty';
    }
  /** A link to a folder that is read at `target` (`''`: the data set's own). */
  | { reason: 'linked'; target: string }
);

/** One line of the health panel. `count` is of pictures (files, for `unreadable`), of classes for `few-images`, of sets for `names-alike`, else of what it names. */
export type HealthFinding = { count: number } & (
  /** `dim`: 16 bits a sample, of which the lower 12 are used. */
  | { kind: 'unreadable' | 'label-conflicts' | 'across-sides' | 'excluded' | 'dim' }
  /** So long that their middle square leaves out over a third of them; `usual`: what training shows of pictures unless told otherwise. */
  | { kind: 'cut-off'; usual: PictureFit }
  /** Pictures that have copies; `groups` of equal content. */
  /** `near-duplicates`: pictures that show nearly the same, where pictures have been looked at. */
  | { kind: 'duplicates' | 'near-duplicates'; groups: number }
  /** Classes of fewer than `enough` pictures; the smallest of them by name. */
  | { kind: 'few-images'; enough: number; smallest: ClassCount[] }
  | { kind: 'imbalance'; most: ClassCount; least: ClassCount }
  /** The first of them. */
  | { kind: 'folders-left-out'; folders: LeftOutFolder[] }
  /** Classes that look like one (blanks, capitals), or one alone with a blank at an end; the first such sets. */
  | { kind: 'names-alike'; names: string[][] }
);
export type HealthKind = HealthFinding['kind'];

export interface DatasetView {
  id: string;
  name: string;
  root: string;
  isPresent: boolean;
  /** The version training would see last time one was made; null before the first (fewer than two classes with pictures). */
  version: number | null;
  /** Labels or exclusions changed since that version: training makes the next one. */
  hasChanges: boolean;
  /** By effective labels, excluded pictures left out; in label order. Classes made by name but still empty are there too. */
  classes: ClassCount[];
  /** Keys that a person chose for classes. */
  classKeys: ClassKey[];
  images: number;
  unlabelled: number;
  excluded: number;
  unreadable: { file: string; reason: string; values: SaidValues | null }[];
  split: Record<Split, number>;
  shares: { val: number; test: number; seed: number };
  /** Whether the folder itself has train/, val/ or test/: then the split is the folder's. */
  splitIsFolders: boolean;
  findings: HealthFinding[];
  canUndo: boolean;
  canRedo: boolean;
  isWatched: boolean;
}

/** One way in which the folders of a data set can be read, as a picture of it. */
export interface LayoutReading {
  layout: LayoutKind;
  classCount: number;
  /** The first of them in label order: the folders they lie in, and URLs of a picture or two. */
  classes: (ClassCount & { folders: string[]; pictures: string[] })[];
  /** Pictures on each side, where the folders say it. */
  sides: Partial<Record<Split, number>>;
  /** Pictures in no class. */
  outside: number;
}

/** A folder that is to be opened, or a data set that is to be read again. */
const layoutPlaceSchema = z.union([
  z.strictObject({ folder: z.string().min(1) }),
  z.strictObject({ dataset }),
]);
export type LayoutPlace = z.infer<typeof layoutPlaceSchema>;

const layout = z.enum(layoutKinds).optional();

export const datasetCalls = {
  list: oc.output(type<ProjectCard[]>()),
  /**
   * Adds a folder or scans a known one again; progress comes as `scan` events. Where its folders can be read in more than one way it is
   * refused (`bad-usage`, field `layout`) until `layout` says which, which is remembered; so is `rescan`.
   */
  open: oc
    .input(z.strictObject({ folder: z.string().min(1), name: z.string().min(1).max(200).optional(), layout }))
    .output(type<DatasetView>()),
  /** The ways in which the folders can be read, the likeliest first. */
  readings: oc.input(layoutPlaceSchema).output(type<LayoutReading[]>()),
  openSample: oc.output(type<DatasetView>()),
  show: oc.input(z.strictObject({ dataset })).output(type<DatasetView>()),
  rename: oc.input(z.strictObject({ dataset, name: z.string().trim().min(1).max(200) })).output(type<DatasetView>()),
  remove: oc.input(z.strictObject({ dataset })).output(type<{ removed: true }>()),
  rescan: oc.input(z.strictObject({ dataset, layout })).output(type<DatasetView>()),
  /** Says where the folder lies now; every picture must be there with the same content (`same` of them). `bad-data-set` says which are not. */
  relink: oc.input(z.strictObject({ dataset, folder: z.string().min(1) })).output(type<{ view: DatasetView; same: number }>()),
  setSplit: oc
    .input(z.strictObject({ dataset, val: share, test: share, seed: z.int().min(0).max(0xffffffff) }))
    .output(type<DatasetView>()),
  /** What keeps answers of its test pictures from sight; null where nothing does. */
  testLock: oc.input(z.strictObject({ dataset })).output(type<TestLock | null>()),
  /** Locks its test pictures until a moment, or (neither given) until a run is named final; or names that run. It can only grow longer. */
  lockTest: oc.input(z.strictObject({ dataset, untilMs: z.int().optional(), finalRun: z.int().min(1).optional() })).output(type<TestLock>()),
  addClass: oc.input(z.strictObject({ dataset, name: z.string().trim().min(1).max(200) })).output(type<DatasetView>()),
  /** Takes back a class that was made by name and is empty. */
  removeClass: oc.input(z.strictObject({ dataset, name: z.string().min(1).max(200) })).output(type<DatasetView>()),
  /** The key that gives pictures a class: one letter or digit that no command and no other class has; null takes the chosen one back. */
  setClassKey: oc
    .input(z.strictObject({ dataset, name: z.string().min(1).max(200), key: z.string().min(1).max(8).nullable() }))
    .output(type<DatasetView>()),
};
