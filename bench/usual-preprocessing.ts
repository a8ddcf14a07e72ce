import type { Preprocessing } from '../src/shared/preprocessing.ts';

/** As ImageNet's networks want their pictures. */
export const preprocessingOf = (imageSize: number): Preprocessing => ({
  imageSize,
  cropPct: 0.875,
  interpolation: 'bilinear',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channels: 'RGB',
});
