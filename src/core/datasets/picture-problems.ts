import type { ImageFilter } from '../../shared/contract/image-calls.ts';
import type { DatasetImage, DatasetState } from './dataset-state.ts';

export type PictureProblem = NonNullable<ImageFilter['problem']>;

/** Every picture that something is to be said of, by what it is. A picture may stand under several. */
export function pictureProblems(state: DatasetState): Record<PictureProblem, DatasetImage[]> {
  const usable = state.images.filter((image) => image.file.problem === null);
  const groups = equalContents(usable.filter((image) => !image.isExcluded));
  const differing = (of: (image: DatasetImage) => string | null | undefined): DatasetImage[] =>
    groups
      .filter((group) => new Set(group.map(of).filter((value) => value !== null && value !== undefined)).size > 1)
      .flat();
  return {
    unreadable: state.images.filter((image) => image.file.problem !== null),
    duplicates: groups.flat(),
    'label-conflicts': differing((image) => image.label),
    // Equal contents of one class are on one side unless the user's folders put them on two.
    'across-sides': groups.length === 0 ? [] : differing((image) => state.sides().get(image.file.id)),
    excluded: usable.filter((image) => image.isExcluded),
  };
}

/** Groups of two and more pictures of equal content. */
export function equalContents(images: readonly DatasetImage[]): DatasetImage[][] {
  const groups = new Map<string, DatasetImage[]>();
  for (const image of images) {
    const group = groups.get(image.file.sha256!);
    if (group) group.push(image);
    else groups.set(image.file.sha256!, [image]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
