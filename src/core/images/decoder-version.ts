import sharp from 'sharp';
import { resizeRevision } from './resize.ts';

/** Raise it when what this folder makes of a file's bytes changes. */
const decoderRevision = 2;

/** Stands for every library and rule that turns a file into pixels; part of the cache key of features. */
export const decoderVersion = [
  `graft-${decoderRevision}`,
  `resize-${resizeRevision}`,
  `sharp-${sharp.versions.sharp}`,
  `vips-${sharp.versions.vips}`,
].join('/');
