/** Which `most` of labelled rows are taken: of every class as even a number as there are, drawn; in their order. All where they are not more. */
export function spreadSample(labels: readonly number[], most: number, random: () => number): number[] {
  if (labels.length <= most) return [...labels.keys()];
  const drawn = [...labels.keys()].map((row) => ({ row, key: random() })).toSorted((a, b) => a.key - b.key);
  const turns = [...Map.groupBy(drawn, ({ row }) => labels[row]!).values()].flatMap((own) => own.map(({ row }, turn) => ({ row, turn })));
  return turns
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ row }) => row)
    .toSorted((a, b) => a - b);
}
