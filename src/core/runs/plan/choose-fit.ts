import { StudioError } from '../../errors.ts';
import { usualFit } from '../../images/lost-by-middle.ts';
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

/** `crop`, unless asked otherwise or too much of the pictures would be lost. */
export const fitFor = (spec: RunSpec, lostByCrop: number): PictureFit => spec.fit ?? usualFit(lostByCrop);

/** What of a picture the network sees, with the reason. */
export function chooseFit({ pick }: Chooser, { lostByCrop, meanColor }: PictureShapes): Pick<Preprocessing, 'fit' | 'padColor'> {
  const usual = fitFor({}, lostByCrop);
  const fit = pick('fit', usual, { because: usual === 'pad' ? 'middle-loses-much' : 'middle-holds-most', lost: lostByCrop });
  if (fit !== 'pad') return { fit };
  if (!meanColor) throw new StudioError('internal', 'Nobody has looked for the mean colour of the pictures');
  return { fit, padColor: meanColor };
}
