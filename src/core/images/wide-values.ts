import type { Sharp, Stats } from 'sharp';
import type { ImageHeader } from './image-header.ts';
import { badImage } from './bad-image.ts';

/**
 * How samples that are neither 8 nor unsigned 16 bits (TIFF alone has them) become 8 bits, by the range of the whole picture:
 * - grey float of 0..1: times 255, rounded; RGB float of 0..1: linear light, as libvips and Photoshop take it;
 * - other values of 0..255: as they are; of 0..65535: their upper byte, as of every 16-bit picture here;
 * - anything else has no brightness of its own and is refused with its range.
 */
export type Scaling = (pipeline: Sharp) => Sharp;

const asTheyAre: Scaling = (pipeline) => pipeline;

export const isWide = ({ depth }: Pick<ImageHeader, 'depth'>): boolean => depth !== 'uchar' && depth !== 'ushort';

const shown = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en-US') : value.toPrecision(4));

/** Throws `bad-image` with the range where there is no rule. */
export function scalingOf(metadata: Pick<ImageHeader, 'depth' | 'space' | 'hasAlpha'>, { channels }: Pick<Stats, 'channels'>): Scaling {
  const { depth, space } = metadata;
  const least = Math.min(...channels.map(({ min }) => min));
  const most = Math.max(...channels.map(({ max }) => max));
  const refused = (): never => {
    const kind = depth === 'float' || depth === 'double' ? 'float' : 'whole';
    throw badImage(
      `a TIFF of ${kind} values from ${shown(least)} to ${shown(most)}, which have no brightness of their own: ` +
        'scale them to 8 or 16 bits (float: to 0 .. 1)',
      'no-brightness',
    );
  };
  if (least < 0 || metadata.hasAlpha) return refused();
  // What libvips calls 16 bits, it cuts to whole numbers of 16 bits before anything else is done with it.
  const isSixteen = space === 'grey16' || space === 'rgb16';
  if (depth === 'float' || depth === 'double') {
    if (most <= 1) return space === 'scrgb' ? asTheyAre : isSixteen ? times(65_535, 0.5) : times(255, 0.5);
    if (space === 'scrgb' || isSixteen) return refused();
  }
  if (most <= 255) return isSixteen ? times(256, 0) : asTheyAre;
  if (most > 65_535) return refused();
  return isSixteen ? asTheyAre : times(1 / 256, 0);
}

const times = (factor: number, plus: number): Scaling => (pipeline) => pipeline.linear(factor, plus);
