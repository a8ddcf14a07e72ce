/** Denominators that people say. */
const spoken = [2, 3, 4, 5, 6, 8, 10, 20, 50, 100] as const;
/** So few are told as they are. */
const told = 10;

/**
 * An accuracy as a person says it: right `times` times of `of`. The smallest spoken denominator within 2.5 points of it and within a
 * quarter of its distance from 0 and from 1, so that 97 % is not "9 of 10" and only what is all right is said to be.
 */
export function plainShare(correct: number, images: number): { times: number; of: number } {
  if (images <= told || correct === 0 || correct === images) return { times: correct, of: images };
  const share = correct / images;
  const tolerance = Math.min(0.025, share / 4, (1 - share) / 4);
  for (const of of spoken) {
    const times = Math.round(share * of);
    if (times > 0 && times < of && Math.abs(times / of - share) <= tolerance + 1e-12) return { times, of };
  }
  return { times: correct, of: images };
}
