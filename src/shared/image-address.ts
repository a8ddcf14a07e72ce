import type { InputGeometry } from './preprocessing.ts';
import { seenText } from './seen-address.ts';

/** The first 32 bits of a sha256 in hex digits; 0 of a file that could not be read. */
export const contentOf = (sha256: string | null): number => (sha256 === null ? 0 : Number.parseInt(sha256.slice(0, 8), 16));

/**
 * The address of a picture of a data set by its row number: `size` pixels at its longer side, or as a network is given it.
 * With `content` ({@link contentOf}) a browser that has the picture never asks for it again.
 */
export function imageAddress(image: number, shown: number | InputGeometry, content = 0): string {
  const search = typeof shown === 'number' ? `size=${shown}` : `seen=${seenText(shown)}`;
  return `/images/${image}?${search}${content === 0 ? '' : `&v=${content.toString(16).padStart(8, '0')}`}`;
}
