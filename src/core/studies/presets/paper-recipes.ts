import type { RunSpec } from '../../../shared/run-spec.ts';

/**
 * CIFAR-10 as arXiv 1512.03385, section 4.2, and 1603.05027 train on it; scaled in its epochs alone, and drops are parts of them. The papers warm up
 * with a tenth of the rate where there are 110 layers or more, for 400 of 64,000 steps; here it rises over as many.
 */
export const cifarRecipe = {
  optimizer: 'sgd',
  learningRate: 0.1,
  weightDecay: 1e-4,
  schedule: 'step',
  dropAt: '0.5,0.75',
  warmup: 0.00625,
  batchSize: 128,
  epochs: 30,
  augment: 'pad-crop',
  labelSmoothing: 0,
} as const satisfies RunSpec;

/** Of the papers' recipe for CIFAR-10, a line. */
export const cifarRecipeText =
  'SGD with momentum 0.9, weight decay 1e-4, batch 128, rate 0.1 divided by 10 after 32,000 and 48,000 of 64,000 steps (164 epochs), 110 layers and more begin with 0.01 for about 400; 4 pixels padded, 32 x 32 cropped, flipped; 45,000 pictures to learn from';

/** ImageNet as arXiv 1512.03385, section 3.4, and 1611.05431, section 4, train on it, but for size and number of pictures. */
export const imagenetRecipe = {
  optimizer: 'sgd',
  learningRate: 0.1,
  weightDecay: 1e-4,
  schedule: 'step',
  dropAt: '0.333333,0.666667',
  warmup: 0,
  batchSize: 128,
  epochs: 30,
  augment: 'light',
  labelSmoothing: 0,
} as const satisfies RunSpec;

export const imagenetRecipeText =
  'SGD with momentum 0.9, weight decay 1e-4, batch 256, rate 0.1 divided by 10 when the error stays (after 30, 60 and 90 epochs in 1611.05431); crops of 224 pixels out of scaled pictures, flipped; 1.28 million pictures of 1000 classes';
