import type { ImageFilter } from '../../../shared/contract/image-calls.ts';
import { those } from '../../listed.ts';
import { losesMuch } from '../../images/lost-by-middle.ts';
import { differing, equalContents } from '../groups/equal-contents.ts';
import type { DatasetImage, PassingState } from '../version/dataset-state.ts';

/** Near duplicates are `nearPictures`: they hang on what has been looked at. */
export type PictureProblem = Exclude<NonNullable<ImageFilter['problem']>, 'near-duplicates'>;

/** Pictures that something is to be said of, by path or in groups. A picture may have several problems. */
export function picturesWith(state: PassingState, problem: PictureProblem): DatasetImage[] {
  switch (problem) {
    case 'unreadable':
      return [...those(state.images, (image) => image.file.problem !== null)];
    case 'excluded':
      return usable(state, (image) => image.isExcluded);
    case 'dim':
      return usable(state, (image) => image.file.isDim && !image.isExcluded);
    case 'cut-off':
      return usable(state, (image) => !image.isExcluded && losesMuch(image.file));
    case 'duplicates':
      return copies(state).flat();
    case 'label-conflicts':
      return inSeveralClasses(state).flat();
    case 'across-sides':
      return onSeveralSides(state).flat();
  }
}

/** Made of those that are asked for alone: there are few. */
const usable = ({ images }: PassingState, is: (image: DatasetImage) => boolean): DatasetImage[] => [...those(images, (image) => image.file.problem === null && is(image))];

/** By the pictures of a state, which several problems and the health panel ask about. */
const known = new WeakMap<PassingState['images'], DatasetImage[][]>();

/** Groups of usable pictures of equal content; excluded ones do not count. */
export function copies(state: PassingState): DatasetImage[][] {
  const groups = known.get(state.images) ?? equalContents(state.images, ({ file, isExcluded }) => (file.problem === null && !isExcluded ? file.sha256 : null));
  known.set(state.images, groups);
  return groups;
}

/** Equal pictures of which not all say the same; those that say nothing left out. */
const differingCopies = (state: PassingState, saysOf: (image: DatasetImage) => string | null): DatasetImage[][] =>
  differing(copies(state), saysOf).map((group) => group.filter((image) => saysOf(image) !== null));

export const inSeveralClasses = (state: PassingState): DatasetImage[][] => differingCopies(state, (image) => image.label);

export const sideOf = (state: PassingState, image: DatasetImage) => state.sides().get(image.file.id) ?? null;

/** Equal contents of one class are on one side unless the user's folders put them on two. */
export const onSeveralSides = (state: PassingState): DatasetImage[][] =>
  // The sides are worked out only where there is something to ask.
  copies(state).length === 0 ? [] : differingCopies(state, (image) => sideOf(state, image));
