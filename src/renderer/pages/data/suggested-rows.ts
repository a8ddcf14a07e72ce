import type { LabelSuggestions, SuggestedClass } from '../../../shared/contract/image-calls.ts';

/** One class with the pictures it is suggested for; of pictures that have another class already, or of those that have none. */
export interface SuggestedRow extends SuggestedClass {
  readonly isDoubtful: boolean;
}

/** Pictures without a class first. */
export const suggestedRows = ({ classes, doubtful }: LabelSuggestions): SuggestedRow[] => [
  ...classes.map((row) => ({ ...row, isDoubtful: false })),
  ...doubtful.map((row) => ({ ...row, isDoubtful: true })),
];

/** Without pictures of the row at `at` that were accepted or declined; a row that has none left goes. */
export function withoutPictures(rows: readonly SuggestedRow[], at: number, images: readonly number[]): SuggestedRow[] {
  const gone = new Set(images);
  return rows.flatMap((row, place) => {
    if (place !== at) return [row];
    const pictures = row.pictures.filter(({ image }) => !gone.has(image));
    return pictures.length > 0 ? [{ ...row, pictures }] : [];
  });
}
