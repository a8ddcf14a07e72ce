/** Pictures of one side, in pixels, for so many epochs of a phase. */
export interface SizedEpochs {
  readonly imageSize: number;
  readonly epochs: number;
}

/** What is asked of a size: pixels, or `128-224`: training begins with the first and ends with the second. */
export type AskedSize = number | string;

/** What the first and those between are multiples of: most networks halve a picture five times. */
const sizeStep = 32;

/** The part of the epochs that see pictures of the first size, and of the last: Composer's `delay_fraction` and `finetune_fraction`. */
const shares = { first: 0.5, last: 0.2 };

/** From and to of what grows; null for one size, and for what is no growth. */
export function growth(asked: AskedSize): { readonly from: number; readonly to: number } | null {
  const [, from, to] = /^(\d{2,4})-(\d{2,4})$/.exec(String(asked)) ?? [];
  const sizes = { from: Number(from), to: Number(to) };
  return sizes.from < sizes.to && sizes.from % sizeStep === 0 ? sizes : null;
}

/** The size at which a network is trained last, judged and exported. */
export const fullSize = (asked: AskedSize): number => growth(asked)?.to ?? Number(asked);

/** Whether a size can be asked for between `min` and `max` pixels. */
export function isImageSize(asked: unknown, { min, max }: { readonly min: number; readonly max: number }): asked is AskedSize {
  const isWithin = (size: number): boolean => Number.isInteger(size) && size >= min && size <= max;
  if (typeof asked === 'number') return isWithin(asked);
  const grown = typeof asked === 'string' ? growth(asked) : null;
  return grown !== null && isWithin(grown.from) && isWithin(grown.to);
}

/** Sizes from half of `to` on that training may begin with. */
export function offeredStarts(to: number): number[] {
  const least = Math.max(1, Math.ceil(to / 2 / sizeStep));
  return Array.from({ length: Math.max(0, Math.ceil(to / sizeStep) - least) }, (_, at) => (least + at) * sizeStep);
}

/**
 * Sizes of a phase that grows: half of its epochs at the first, a fifth at the last (one at least), the rest at the multiple of 32 half-way
 * between them, or at the first where there is none. Fewer sizes where there are not epochs enough; of one epoch only the last. Pure.
 */
export function growingSizes({ from, to }: { readonly from: number; readonly to: number }, epochs: number): SizedEpochs[] {
  const middle = Math.floor((from + to) / 2 / sizeStep) * sizeStep;
  const last = Math.max(1, Math.round(epochs * shares.last));
  const first = middle > from ? Math.min(epochs - last, Math.ceil(epochs * shares.first)) : epochs - last;
  const sizes = [
    { imageSize: from, epochs: first },
    { imageSize: middle, epochs: epochs - last - first },
    { imageSize: to, epochs: last },
  ];
  return sizes.filter((size) => size.epochs > 0);
}

/** The sizes of a phase; one, unless it grows. */
export const sizesOf = (phase: { readonly epochs: number; readonly sizes?: readonly SizedEpochs[] | undefined }, imageSize: number): readonly SizedEpochs[] =>
  phase.sizes ?? [{ imageSize, epochs: phase.epochs }];

/** Epochs of a phase that see one size: from which (of the phase, from 0), and after how many another size is due. */
export interface SizePart {
  readonly imageSize: number;
  readonly from: number;
  readonly endsAfter: number;
}

/** A phase's sizes one after the other. Pure. */
export function sizeParts(sizes: readonly SizedEpochs[]): SizePart[] {
  let endsAfter = 0;
  return sizes.map(({ imageSize, epochs }) => {
    const from = endsAfter;
    endsAfter += epochs;
    return { imageSize, from, endsAfter };
  });
}
