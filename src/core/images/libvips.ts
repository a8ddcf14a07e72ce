import type sharp from 'sharp';

let loading: Promise<typeof sharp> | null = null;

/**
 * sharp, which takes 35 processor ms to load: whoever is only given JPEG that are in order and has the engine's decoder, or wants no pixels, never needs it.
 * One thread and no cache for each picture: the pool decides what runs beside training, and memory stays bounded.
 */
export const libvips = (): Promise<typeof sharp> =>
  (loading ??= import('sharp').then(({ default: loaded }) => {
    loaded.cache(false);
    loaded.concurrency(1);
    return loaded;
  }));
