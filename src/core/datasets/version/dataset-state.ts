import type { Database } from '../../store/database.ts';
import { lastSides } from '../../store/dataset-versions.ts';
import { currentVersion, getDataset, type DatasetRow } from '../../store/datasets.ts';
import { groupingOf } from '../../store/groups.ts';
import type { FileList } from '../../store/file-list.ts';
import { countPresentImages, listPresentImages, presentFiles, type PresentImage } from '../../store/images.ts';
import { saidOfImages, namedClasses, type ImageLabel } from '../../store/labels.ts';
import type { KnownFile } from '../../store/scanned-file.ts';
import { sortClassNames } from '../known/layout.ts';
import { layLabels, placeImages, readFolders, type FoundFiles, type PlacedImage, type PlacedImages } from '../known/placed-image.ts';
import { each, isAny, type Listed } from '../../listed.ts';
import { once } from '../../once.ts';
import { planVersion, type PlannedMember, type PlannedVersion } from './plan-version.ts';
import type { Split } from '../../../shared/split.ts';

export type DatasetImage = PlacedImage<PresentImage>;

/** A data set as it is now: what the last scan found, with what was said of it. Not to be changed. */
export interface DatasetState extends PlacedImages<PresentImage> {
  readonly dataset: DatasetRow;
  /** Stands for what the last scan found: another one from the next scan on. */
  readonly scan: object;
  /** By path (byte order), good and bad. */
  readonly images: DatasetImage[];
  image(id: number): DatasetImage | undefined;
  /** What the studio says of files, by path. */
  readonly said: ReadonlyMap<string, ImageLabel>;
  /** Every class in label order: of the folders, of labels given here, and those made by name; empty ones too. */
  readonly classes: readonly string[];
  /** Classes made by name. */
  readonly named: readonly string[];
  /** What training would see; worked out when first asked for. */
  plan(): StatePlan;
  /** The side of each picture of the plan, by its row. */
  sides(): ReadonlyMap<number, Split>;
}

/** What a report goes through once: as a {@link DatasetState}, but its images and members are made each time they are asked for, and nothing is kept. */
export interface PassingState extends Pick<DatasetState, 'dataset' | 'scan' | 'layout' | 'said' | 'classes' | 'named' | 'sides'> {
  readonly images: Listed<DatasetImage>;
  plan(): PlannedVersion;
}

/** A plan whose members are there. */
export type StatePlan = PlannedVersion & { members: readonly PlannedMember[] };

interface KeptState extends DatasetState {
  /** What stays while only labels change. */
  readonly scan: FoundFiles<PresentImage>;
  /** Position of every row in `images`. */
  positions(): ReadonlyMap<number, number>;
  readonly sidesBefore: EarlierSides;
}

/** The sides that earlier versions gave; they change only with a new version or another split. */
interface EarlierSides {
  readonly key: string;
  sides(): ReadonlyMap<string, Split>;
}

const kept = new WeakMap<Database, Map<string, KeptState>>();
/** Data sets whose state is kept: a window shows one at a time, two windows two. */
const keptAtMost = 3;

/**
 * The state of a data set by its id, kept until its revision changes: a window asks for it with every key that labels.
 * Not to be asked for in a transaction that has written: what is rolled back would be kept.
 * @throws StudioError `not-found`
 */
export function datasetState(db: Database, datasetId: string): DatasetState {
  const states = kept.get(db) ?? new Map<string, KeptState>();
  kept.set(db, states);
  const dataset = getDataset(db, datasetId);
  const known = states.get(datasetId);
  states.delete(datasetId);
  const state = known && isSame(known, dataset, 'revision') ? { ...known, dataset } : readState(db, dataset, known);
  states.set(datasetId, state);
  if (states.size > keptAtMost) states.delete(states.keys().next().value!);
  return state;
}

/** The state of a data set for one look at it: a hundred thousand pictures take some ten megabytes, not sixty. @throws StudioError `not-found` */
export function passingState(db: Database, datasetId: string): PassingState {
  const dataset = getDataset(db, datasetId);
  const labels = saidOfImages(db, datasetId);
  const scan = presentFiles(db, datasetId, { withStamps: false });
  const { layout, images } = placeImages<PresentImage>(scan, labels, dataset.layout);
  const named = namedClasses(db, datasetId).map(layout.spelling);
  const shares = sharesOf(dataset);
  const plan = once(() => planVersion({ layout, images }, shares, lastSides(db, datasetId, shares), groupingOf(db, datasetId)));
  return {
    dataset,
    scan,
    layout,
    images,
    said: new Map(labels.map((label) => [label.path, label])),
    named,
    classes: classesOf(images, named),
    plan,
    sides: once(() => sidesOf(images, plan())),
  };
}

/** A scan as it was stored, with the plan that was stored with it. */
export interface StoredScanPlan extends PlacedImages<KnownFile> {
  readonly found: FileList;
  /** Everything that was said in the data set, as it was laid over the files. */
  readonly labels: readonly ImageLabel[];
  readonly plan: PlannedVersion;
  /** Of the data set when all of it was stored. */
  readonly revision: number;
}

/** What {@link passingState} would read and plan once more, of what has just been stored; null where that may be something else by now, or in another order. */
export function storedState(db: Database, datasetId: string, { found, layout, images, labels, plan, revision }: StoredScanPlan): PassingState | null {
  const dataset = getDataset(db, datasetId);
  // The camera may have taken more; and SQLite's order is that of bytes, which two units of UTF-16 for one character leave.
  if (dataset.revision !== revision || countPresentImages(db, datasetId) !== found.length || isAny(found, ({ path }) => /[\ud800-\udfff]/.test(path))) return null;
  const named = namedClasses(db, datasetId).map(layout.spelling);
  return {
    dataset,
    scan: found,
    layout,
    images,
    said: new Map(labels.map((label) => [label.path, label])),
    named,
    classes: classesOf(images, named),
    plan: () => plan,
    sides: once(() => sidesOf(images, plan)),
  };
}

/** A data set that was forgotten and added again counts from the start. */
const isSame = ({ dataset }: KeptState, now: DatasetRow, counter: 'revision' | 'scanRevision'): boolean =>
  dataset[counter] === now[counter] && dataset.createdAtMs === now.createdAtMs;

function readState(db: Database, dataset: DatasetRow, before: KeptState | undefined): KeptState {
  const isScanned = before && isSame(before, dataset, 'scanRevision');
  const scan = isScanned ? before.scan : readFolders(listPresentImages(db, dataset.id), dataset.layout);
  const positions = isScanned ? before.positions : once(() => new Map(scan.files.map(({ file }, position) => [file.id, position])));
  const said = new Map(saidOfImages(db, dataset.id).map((label) => [label.path, label]));
  const { layout, images } = layLabels(scan, said);
  const named = namedClasses(db, dataset.id).map(layout.spelling);
  const shares = sharesOf(dataset);
  const sidesBefore = earlierSides(db, dataset, before?.sidesBefore);
  const plan = once(() => {
    const planned = planVersion({ layout, images }, shares, sidesBefore.sides(), groupingOf(db, dataset.id));
    return { ...planned, members: [...planned.members] };
  });
  return {
    dataset,
    scan,
    positions,
    sidesBefore,
    layout,
    images,
    said,
    named,
    classes: classesOf(images, named),
    image: (id) => images[positions().get(id) ?? -1],
    plan,
    sides: once(() => sidesOf(images, plan())),
  };
}

function earlierSides(db: Database, dataset: DatasetRow, before: EarlierSides | undefined): EarlierSides {
  const shares = sharesOf(dataset);
  const key = JSON.stringify([currentVersion(db, dataset.id)?.id, shares]);
  return before?.key === key ? before : { key, sides: once(() => lastSides(db, dataset.id, shares)) };
}

/** The split that was asked for last. */
export const sharesOf = ({ valShare, testShare, splitSeed }: DatasetRow) => ({
  val: valShare,
  test: testShare,
  seed: splitSeed,
});

function classesOf(images: Iterable<DatasetImage>, named: readonly string[]): string[] {
  const names = new Set(named);
  for (const { label, folderLabel, file } of images) {
    if (label !== null) names.add(label);
    if (folderLabel !== null && file.problem === null) names.add(folderLabel);
  }
  return sortClassNames(names);
}

function sidesOf(images: Listed<DatasetImage>, { members }: PlannedVersion): Map<number, Split> {
  return new Map(each(members, ({ position, split }) => [images.at(position)!.file.id, split] as const));
}
