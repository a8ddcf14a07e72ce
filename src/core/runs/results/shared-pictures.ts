/** Rows of two lists that are one picture, in the order of the first: the same row, or among those left the same content, since a file that was moved is another row. Pure. */
export function sharedPictures(first: readonly number[], second: readonly number[], sha256Of: (image: number) => string | undefined): [number, number][] {
  const [known, others] = [new Set(first), new Set(second)];
  if (first.every((image) => others.has(image))) return first.map((image) => [image, image]);
  const moved = Map.groupBy(second.filter((image) => !known.has(image)), sha256Of);
  return first.flatMap((image): [number, number][] => {
    const other = others.has(image) ? image : moved.get(sha256Of(image))?.shift();
    return other === undefined ? [] : [[image, other]];
  });
}
