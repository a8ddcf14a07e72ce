import { StudioError } from '../../errors.ts';
import type { PictureFit } from '../../../shared/picture-fits.ts';
import type { Preprocessing } from '../../../shared/preprocessing.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { Chooser } from './choose-settings.ts';

/** What of a data set decides how its pictures are fitted. */
export interface PictureShapes {
  /** Part of the training pictures that lies outside of their middle square, on average, 0..1. */
  readonly lostByCrop: number;
  /** RGB 0..255; null where no border is needed (`fitFor`). */
  readonly meanColor: [number, number, number] | null;
}

/** Where the middle square of the pictures leaves out more than this on average they are seen whole; 3 : 2, a third, rounds to a little more. */
const mostLost = 1 / 3 + 1e-9;

/**
 * Part of the training pictures outside of their middle square, on average, 0..1 (0 without pictures). The margin that `cropPct` cuts off
 * besides does not count: it is the same of every picture, and the pretrained network was made with it.
 */
export function lostOutsideMiddle(images: readonly { readonly width: number; readonly height: number; readonly split: string }[]): number {
  const training = images.filter(({ split }) => split === 'train');
  const lost = training.reduce((sum, { width, height }) => sum + 1 - Math.min(width, height) / Math.max(width, height), 0);
  return lost / Math.max(1, training.length);
}

/** `crop`, unless asked otherwise or too much of the pictures would be lost. */
export const fitFor = (spec: RunSpec, lostByCrop: number): PictureFit => spec.fit ?? (lostByCrop > mostLost ? 'pad' : 'crop');

/** What of a picture the network sees, with the reason. */
export function chooseFit({ pick }: Chooser, { lostByCrop, meanColor }: PictureShapes): Pick<Preprocessing, 'fit' | 'padColor'> {
  const usual = fitFor({}, lostByCrop);
  const fit = pick('fit', usual, { because: usual === 'pad' ? 'middle-loses-much' : 'middle-holds-most', lost: lostByCrop });
  if (fit !== 'pad') return { fit };
  if (!meanColor) throw new StudioError('internal', 'Nobody has looked for the mean colour of the pictures');
  return { fit, padColor: meanColor };
}
