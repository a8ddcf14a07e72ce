import type { Database } from '../../store/database.ts';
import { lastSides } from '../../store/dataset-versions.ts';
import { currentVersion, getDataset, type DatasetRow } from '../../store/datasets.ts';
import { groupingOf } from '../../store/groups.ts';
import { listPresentImages, type PresentImage } from '../../store/images.ts';
import { saidOfImages, namedClasses, type ImageLabel } from '../../store/labels.ts';
import { sortClassNames } from '../known/layout.ts';
import { layLabels, readFolders, type FoundFiles, type PlacedImage, type PlacedImages } from '../known/placed-image.ts';
import { once } from '../../once.ts';
import { planVersion, type PlannedVersion } from './plan-version.ts';
import type { Split } from '../../../shared/split.ts';

export type DatasetImage = PlacedImage<PresentImage>;

/** A data set as it is now: what the last scan found, with what was said of it. Not to be changed. */
export interface DatasetState extends PlacedImages<PresentImage> {
  readonly dataset: DatasetRow;
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
  plan(): PlannedVersion;
  /** The side of each picture of the plan, by its row. */
  sides(): ReadonlyMap<number, Split>;
}

interface KeptState extends DatasetState {
  /** What stays while only labels change. */
  readonly found: FoundFiles<PresentImage>;
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

/** A data set that was forgotten and added again counts from the start. */
const isSame = ({ dataset }: KeptState, now: DatasetRow, counter: 'revision' | 'scanRevision'): boolean =>
  dataset[counter] === now[counter] && dataset.createdAtMs === now.createdAtMs;

function readState(db: Database, dataset: DatasetRow, before: KeptState | undefined): KeptState {
  const isScanned = before && isSame(before, dataset, 'scanRevision');
  const found = isScanned ? before.found : readFolders(listPresentImages(db, dataset.id), dataset.layout);
  const positions = isScanned ? before.positions : once(() => new Map(found.files.map(({ file }, position) => [file.id, position])));
  const said = new Map(saidOfImages(db, dataset.id).map((label) => [label.path, label]));
  const { layout, images } = layLabels(found, said);
  const named = namedClasses(db, dataset.id).map(layout.spelling);
  const shares = sharesOf(dataset);
  const sidesBefore = earlierSides(db, dataset, before?.sidesBefore);
  const plan = once(() => planVersion({ layout, images }, shares, sidesBefore.sides(), groupingOf(db, dataset.id)));
  return {
    dataset,
    found,
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

function classesOf(images: readonly DatasetImage[], named: readonly string[]): string[] {
  const names = new Set(named);
  for (const { label, folderLabel, file } of images) {
    if (label !== null) names.add(label);
    if (folderLabel !== null && file.problem === null) names.add(folderLabel);
  }
  return sortClassNames(names);
}

function sidesOf(images: readonly DatasetImage[], plan: PlannedVersion): Map<number, Split> {
  const ids = new Map(images.map(({ file }) => [file.path, file.id]));
  return new Map(plan.members.map((member) => [ids.get(member.path)!, member.split]));
}
