/** Denominators that people say. */
const spoken = [2, 3, 4, 5, 6, 8, 10, 20, 50, 100] as const;
/** So few are told as they are. */
const told = 10;

/** Of these the nearest is taken, as it stands beside the figure; the smaller of two as near. */
const plainest = 20;

/**
 * An accuracy as a person says it: right `times` times of `of`. The spoken fraction with the smallest denominator within 1.25 points of it, up to tenths; else the nearest up to
 * twentieths within 2.5 points, else the first in fiftieths or hundredths. All within a quarter of its distance from 0 and from 1, so that 97 % is not "9 of 10" and
 * only what is all right is said to be. "7 of 8" is never said of 90 %, which is 9 of 10.
 */
export function plainShare(correct: number, images: number): { times: number; of: number } {
  if (images <= told || correct === 0 || correct === images) return { times: correct, of: images };
  const share = correct / images;
  const tolerance = Math.min(0.025, share / 4, (1 - share) / 4) + 1e-12;
  const fair = spoken.flatMap((of) => {
    const times = Math.round(share * of);
    const apart = Math.abs(times / of - share);
    return times > 0 && times < of && apart <= tolerance ? [{ times, of, apart }] : [];
  });
  const close = fair.find(({ of, apart }) => of <= 10 && apart <= tolerance / 2);
  const nearest = fair.filter(({ of }) => of <= plainest).reduce<(typeof fair)[number] | null>((best, one) => (best && best.apart <= one.apart + 1e-12 ? best : one), null);
  const { times, of } = close ?? nearest ?? fair[0] ?? { times: correct, of: images };
  return { times, of };
}
