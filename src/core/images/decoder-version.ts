import { createRequire } from 'node:module';
import type sharp from 'sharp';
import { resizeRevision } from './resize.ts';

/** Raise it when what this folder makes of a file's bytes changes. */
const decoderRevision = 2;

/** Of sharp and its libvips: as their packages say, which takes a millisecond where sharp takes 35; where they lie otherwise (musl, a libvips of the system's) sharp says it. */
function versionsHere(): Pick<typeof sharp.versions, 'sharp' | 'vips'> {
  const load = createRequire(import.meta.url);
  try {
    const { vips } = load(`@img/sharp-libvips-${process.platform}-${process.arch}/versions`) as { vips: string };
    const { version } = load(`@img/sharp-${process.platform}-${process.arch}/package`) as { version: string };
    return { sharp: version, vips };
  } catch {
    return (load('sharp') as typeof sharp).versions;
  }
}

const versions = versionsHere();

/** Stands for every library and rule that turns a file into pixels; part of the cache key of features. */
export const decoderVersion = [
  `graft-${decoderRevision}`,
  `resize-${resizeRevision}`,
  `sharp-${versions.sharp}`,
  `vips-${versions.vips}`,
].join('/');
