import { randomBytes } from 'node:crypto';

/** Small pictures that were made for one answer, served at `/samples/<token>/<n>` while they are remembered. */
export interface SamplePictures {
  /** Keeps WebP pictures and returns their token. */
  add(pictures: readonly Uint8Array[]): string;
  /** Undefined where the token is not known (any more) or has no such picture. */
  get(token: string, index: number): Uint8Array | undefined;
}

const usualBytes = 32_000_000;

/** The oldest make room; of the newest, all are kept whatever they take. */
export function createSamplePictures(mostBytes = usualBytes): SamplePictures {
  const kept = new Map<string, readonly Uint8Array[]>();
  let bytes = 0;
  const sizeOf = (pictures: readonly Uint8Array[]): number => pictures.reduce((sum, { length }) => sum + length, 0);
  return {
    add(pictures) {
      const token = randomBytes(16).toString('hex');
      kept.set(token, pictures);
      bytes += sizeOf(pictures);
      for (const [oldest, old] of kept) {
        if (bytes <= mostBytes || oldest === token) break;
        kept.delete(oldest);
        bytes -= sizeOf(old);
      }
      return token;
    },
    get: (token, index) => kept.get(token)?.[index],
  };
}
