import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LabelSuggestions, SuggestedClass, SuggestedPicture } from '../../../shared/contract/image-calls.ts';
import { locateImage } from '../../datasets/files/image-location.ts';
import { datasetState, type DatasetImage, type DatasetState } from '../../datasets/version/dataset-state.ts';
import { neighbourVotes } from '../../evaluation/nearest-neighbours.ts';
import type { Studio } from '../../open-studio.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { pictureFeatures, stopped, type FeatureWork } from './picture-features.ts';

export interface SuggestionWish {
  /** Neighbours that vote. */
  readonly k: number;
  /** How many of them must agree, 0..1. */
  readonly minShare: number;
}

/** So that memory and time stay bounded: pictures with a class that are asked, and pictures that are asked about, at once. */
const comparedAtMost = 10_000;
const askedAtMost = 2_000;
/** Votes after which others get their turn: each takes up to 20 milliseconds. */
const votesAtOnce = 4;

interface Suggestion {
  readonly label: string;
  readonly picture: SuggestedPicture;
}

/**
 * What pictures without a class are like, and which pictures have another class than those like them: by their nearest neighbours
 * (`evaluation/nearest-neighbours.ts`) on features of the backbone that training would take. Changes nothing.
 * @throws StudioError `not-found`, `engine-missing`, `out-of-disk`, `cancelled`
 */
export async function suggestLabels(
  studio: Studio,
  datasetId: string,
  { k, minShare }: SuggestionWish,
  work: FeatureWork = {},
): Promise<LabelSuggestions> {
  const state = datasetState(studio.db, datasetId);
  const usable = state.images.filter(({ file, isExcluded }) => file.problem === null && !isExcluded);
  const waiting = usable.filter(({ label }) => label === null);
  const labelled = spread(usable.filter(({ label }) => label !== null), comparedAtMost);
  const asked = waiting.slice(0, askedAtMost);
  const { id: backbone } = await usualBackbone(studio);
  const none = { backbone, k, minShare, classes: [], doubtful: [], undecided: asked.length, later: waiting.length - asked.length, unread: 0 };
  if (labelled.length === 0) return { ...none, compared: 0 };

  const images = [...labelled, ...asked];
  const scanned = images.map(({ file }) => ({ file: locateImage(studio.db, state.dataset, file.path), sha256: file.sha256! }));
  const { values, isRead } = await pictureFeatures(studio, backbone, scanned, work);
  const vote = voter(state, images, values, isRead, { k, minShare }, work.signal);
  const readRows = (from: number, to: number) => rows(from, to).filter((row) => isRead[row]);
  const doubtful = await vote(spread(readRows(0, labelled.length), askedAtMost));
  const suggested = await vote(readRows(labelled.length, images.length));
  const unread = isRead.filter((each) => !each).length;
  return {
    ...none,
    compared: readRows(0, labelled.length).length,
    classes: byClass(state, suggested),
    doubtful: byClass(state, doubtful.filter(({ label, picture }) => picture.label !== label)),
    undecided: readRows(labelled.length, images.length).length - suggested.length,
    unread,
  };
}

/** Answers for rows the suggestions that enough neighbours agree on. */
function voter(
  state: DatasetState,
  images: readonly DatasetImage[],
  features: Float32Array,
  isRead: readonly boolean[],
  { k, minShare }: SuggestionWish,
  signal: AbortSignal | undefined,
): (asked: readonly number[]) => Promise<Suggestion[]> {
  const index = new Map(state.classes.map((name, label) => [name, label]));
  const labels = images.map(({ label }, row) => (label === null || !isRead[row] ? -1 : index.get(label)!));
  return async (asked) => {
    const found: Suggestion[] = [];
    let at = 0;
    for (const vote of neighbourVotes(features, labels, asked, k)) {
      const { file, label } = images[asked[at]!]!;
      at += 1;
      if (at % votesAtOnce === 0) await nextTurn();
      if (signal?.aborted) throw stopped();
      if (vote === null || vote.share < minShare) continue;
      const like = images[vote.neighbours.find((row) => labels[row] === vote.label)!]!.file.id;
      found.push({ label: state.classes[vote.label]!, picture: { image: file.id, file: file.path, label, share: vote.share, like } });
    }
    return found;
  };
}

/** Classes in label order, the surest pictures first, equally sure ones by path. */
function byClass({ classes }: DatasetState, found: readonly Suggestion[]): SuggestedClass[] {
  const grouped = Map.groupBy(found, ({ label }) => label);
  return classes.flatMap((label) => {
    const pictures = grouped.get(label)?.map(({ picture }) => picture).toSorted((a, b) => b.share - a.share);
    return pictures ? [{ label, pictures }] : [];
  });
}

const rows = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** At most so many of them, evenly over all. */
const spread = <T>(all: readonly T[], most: number): T[] =>
  all.length <= most ? [...all] : Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]!);
