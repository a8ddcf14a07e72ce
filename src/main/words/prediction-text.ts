import type { PictureFamiliarity } from '../../shared/familiarity.ts';
import { printable } from '../terminal/printable.ts';
import { percent } from '../terminal/units.ts';
import { familiarityText } from './familiarity-text.ts';

interface PictureAnswer {
  readonly file: string;
  readonly top: readonly { readonly label: string; readonly probability: number }[];
  readonly set?: readonly string[];
  readonly familiarity?: PictureFamiliarity;
}

/**
 * "photo.jpg: oak 80.0 %, elm 12.0 %; one of oak, elm". Of what is like nothing in training no set is told, as in the window: it promises nothing there. `--json` and
 * tables have it all the same.
 */
export function predictionText({ file, top, set, familiarity }: PictureAnswer): string {
  const scores = top.map(({ label, probability }) => `${printable(label)} ${percent(probability)}`);
  const among = set && !familiarity?.unfamiliar ? `; one of ${set.map(printable).join(', ')}` : '';
  return `${printable(file)}: ${scores.join(', ')}${among}${familiarityText(familiarity)}`;
}
