import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NextMethod, NextPicture, NextReason, NextToLabel } from '../../../shared/contract/next-calls.ts';
import type { NextResult } from '../../../shared/next-job.ts';
import { locateImage } from '../../datasets/files/image-location.ts';
import { datasetState, type DatasetImage, type DatasetState } from '../../datasets/version/dataset-state.ts';
import { chosenOf, leastSure, likeliestTwo, mixedNext, usualMethod, type MixedRow } from '../../evaluation/mixed-next.ts';
import { neighbourVotes } from '../../evaluation/nearest-neighbours.ts';
import type { Studio } from '../../open-studio.ts';
import { groupingOf } from '../../store/groups.ts';
import { saveProposals } from '../../store/label-proposals.ts';
import { isLocked, isRemovedMeanwhile, mayPass } from '../../store/sqlite-errors.ts';
import { mixSeed, seededRandom } from '../../training/seeded-random.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { readFeatures, stopped, type FeatureWork } from './picture-features.ts';
import { unseenAnswers } from './unseen-answers.ts';

/** So that time stays bounded: pictures with a label that are looked at beside, and pictures without, at once. */
const labelledAtMost = 1000;
const askedAtMost = 2000;
const shownNeighbours = 8;
const salt = 0x6e65_7874;

export interface NextWish {
  readonly count: number;
  /** Undefined: by how many labels there are. */
  readonly method?: NextMethod | undefined;
}

export interface NextWork extends FeatureWork {
  /** What was proposed could not be kept, and why; it is answered all the same. */
  readonly onUnkept?: (reason: string) => void;
}

/**
 * Pictures without a label that teach most, with some that were drawn at random among them, each with its reason and the pictures without a label that are most
 * like it. Labels nothing; what was proposed is kept, for `nextBenefit`.
 * @throws StudioError `not-found`, `engine-missing`, `out-of-disk`, `cancelled`; `bad-usage` where heads are asked for and too few pictures have a label
 */
export async function nextToLabel(studio: Studio, datasetId: string, { count, method: asked }: NextWish, work: NextWork = {}): Promise<NextToLabel> {
  const state = datasetState(studio.db, datasetId);
  const usable = onePerContent(state.images.filter(({ file, isExcluded }) => file.problem === null && file.sha256 !== null && !isExcluded));
  const unlabelled = usable.filter(({ label }) => label === null);
  const waiting = teachingOnes(studio, state, unlabelled);
  // Test pictures choose nothing.
  const sides = state.sides();
  const labelled = usable.filter(({ label, file }) => label !== null && sides.get(file.id) !== 'test');
  const classes = [...new Set(labelled.map(({ label }) => label!))].toSorted();
  const method = asked ?? usualMethod(labelled.length, classes.length);
  const { id: backbone } = await usualBackbone(studio);
  const told = { backbone, method, labelled: labelled.length, waiting: unlabelled.length, judging: unlabelled.length - waiting.length };
  if (waiting.length === 0) return { ...told, later: 0, unread: 0, pictures: [] };

  const random = seededRandom(mixSeed(salt, labelled.length, waiting.length));
  const [teaching, looked] = [drawn(labelled, labelledAtMost, random), drawn(waiting, askedAtMost, random)];
  const pictures = [...teaching, ...looked].map((image) => ({ image, file: locateImage(studio.db, state.dataset, image.file.path), sha256: image.file.sha256! }));
  const { features, dimensions, read } = await readFeatures(studio, backbone, pictures, work);
  const labels = read.map(({ image }) => (image.label === null ? -1 : classes.indexOf(image.label)));
  const groupOf = new Map(state.plan().members.map(({ path, group }) => [path, group]));
  const rest = [...read.keys()].filter((row) => labels[row]! < 0);
  const rows: Rows = { features, dimensions, labels, rest, classes, contents: read.map(({ sha256 }) => sha256), groups: read.map(({ image }) => groupOf.get(image.file.path) ?? null) };
  const { chosen, reasonOf } = await (method === 'typical' ? typical : uncertain)(rows, chosenOf(Math.min(count, rest.length)), work.signal);
  const mixed = mixedNext(chosen, rest, count, random);
  const likeEach = await neighboursOf(rows, mixed, work.signal);
  const named = mixed.map(({ row, isRandom }, at): NextPicture => {
    const { file } = read[row]!.image;
    const neighbours = likeEach[at]!.map((other) => ({ image: read[other]!.image.file.id, file: read[other]!.image.file.path }));
    return { rank: at + 1, image: file.id, file: file.path, reason: isRandom ? { kind: 'random' } : reasonOf(row), neighbours };
  });
  keep(studio, datasetId, mixed.map(({ row, isRandom }) => ({ sha256: rows.contents[row]!, kind: isRandom ? 'random' : method })), work.onUnkept);
  return { ...told, later: waiting.length - looked.length, unread: pictures.length - read.length, pictures: named };
}

/** On a disk that takes nothing, or of a data set that was removed, the minutes of work are not lost for it. */
function keep({ db }: Studio, datasetId: string, proposed: Parameters<typeof saveProposals>[2], onUnkept: NextWork['onUnkept']): void {
  try {
    saveProposals(db, datasetId, proposed);
  } catch (error) {
    if (!isRemovedMeanwhile(error) && (!mayPass(error) || isLocked(error))) throw error;
    onUnkept?.(error.message);
  }
}

/** Without those of a group that validates or tests: with a label they would join it, and teach nothing. Where no others are left, all: they judge at least. */
function teachingOnes({ db }: Studio, state: DatasetState, unlabelled: readonly DatasetImage[]): readonly DatasetImage[] {
  const keys = groupingOf(db, state.dataset.id)?.keys;
  if (!keys) return unlabelled;
  const judging = new Set(state.plan().members.flatMap(({ group, split }) => (group !== null && split !== 'train' ? [group] : [])));
  const teaching = unlabelled.filter(({ file }) => !judging.has(keys.get(file.sha256!) ?? ''));
  return teaching.length > 0 ? teaching : unlabelled;
}

interface Rows {
  readonly features: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  /** -1: has none. */
  readonly labels: readonly number[];
  /** Rows without a label. */
  readonly rest: readonly number[];
  readonly classes: readonly string[];
  readonly contents: readonly string[];
  /** Null of rows in none. */
  readonly groups: readonly (string | null)[];
}

interface Chosen {
  /** Rows, the first first. */
  readonly chosen: number[];
  readonly reasonOf: (row: number) => NextReason;
}

async function typical({ features, dimensions, labels }: Rows, budget: number, signal: AbortSignal | undefined): Promise<Chosen> {
  if (signal?.aborted) throw stopped();
  const labelled = [...labels.keys()].filter((row) => labels[row]! >= 0);
  const engine = startEngine({ kind: 'next', features, dimensions, labelled, budget }, defaultThreads(), () => undefined);
  const letGo = endOnAbort(engine, signal);
  try {
    const { chosen, clusters } = (await engine.finished) as NextResult;
    const ofCluster = (row: number): number[] => [...clusters.keys()].filter((other) => clusters[other] === clusters[row]);
    return {
      chosen,
      reasonOf: (row) => {
        const own = ofCluster(row);
        return { kind: 'typical', like: own.length, labelled: own.filter((other) => labels[other]! >= 0).length };
      },
    };
  } catch (error) {
    throw signal?.aborted ? stopped() : error;
  } finally {
    letGo();
  }
}

async function uncertain({ features, dimensions, labels, rest, classes, contents, groups: of }: Rows, budget: number, signal: AbortSignal | undefined): Promise<Chosen> {
  const { probabilities } = await unseenAnswers({ features, dimensions, labels, groups: contents.map((content, row) => of[row] ?? content), isGrouped: of.some((group) => group !== null), classes: classes.length }, signal);
  return {
    chosen: leastSure(probabilities, classes.length, rest).slice(0, budget),
    reasonOf: (row) => {
      const [first, second] = likeliestTwo(probabilities, classes.length, row);
      const sureOf = (label: number): number => probabilities[row * classes.length + label]!;
      return { kind: 'uncertain', between: [classes[first]!, classes[second]!], probabilities: [sureOf(first), sureOf(second)] };
    },
  };
}

/** For each, rows without a label that are not named themselves; one that is like several goes to the one it is most like. */
async function neighboursOf({ features, labels, rest }: Rows, mixed: readonly MixedRow[], signal: AbortSignal | undefined): Promise<number[][]> {
  const named = new Set(mixed.map(({ row }) => row));
  const others = rest.filter((row) => !named.has(row));
  const nearest = new Map<number, number>();
  // Each of the others says which of the named it is nearest to.
  const places = labels.map((_, row) => (named.has(row) ? 0 : -1));
  let at = 0;
  for (const vote of neighbourVotes(features, places, others, 1)) {
    if (vote) nearest.set(others[at]!, vote.neighbours[0]!);
    at += 1;
    if (at % 50 === 0) await nextTurn();
    if (signal?.aborted) throw stopped();
  }
  const found: number[][] = [];
  for (const { row } of mixed) {
    const own = new Set(others.filter((other) => nearest.get(other) === row));
    const [vote] = neighbourVotes(features, labels.map((_, other) => (own.has(other) ? 0 : -1)), [row], shownNeighbours);
    found.push(own.size === 0 ? [] : [...(vote?.neighbours ?? [])]);
    await nextTurn();
  }
  return found;
}

const onePerContent = (images: readonly DatasetImage[]): DatasetImage[] =>
  // Where one of equal contents has a label, that one stands for them.
  [...new Map(images.toSorted((a, b) => Number(a.label !== null) - Number(b.label !== null)).map((image) => [image.file.sha256!, image])).values()].toSorted((a, b) => a.file.id - b.file.id);

/** At most so many of them, at random, in their order. */
function drawn<T>(all: readonly T[], most: number, random: () => number): T[] {
  if (all.length <= most) return [...all];
  const kept = new Set(all.map((_, at) => ({ at, key: random() })).toSorted((a, b) => a.key - b.key).slice(0, most).map(({ at }) => at));
  return all.filter((_, at) => kept.has(at));
}
