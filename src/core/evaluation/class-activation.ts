import { StudioError } from '../errors.ts';

/**
 * Class activation map (Zhou and others, 2016, arXiv 1512.04150) of a classifier on global average pooling:
 * how much each place of the last feature map adds to a class's logit. Exact: the map's mean plus the bias is the logit. With the gradient
 * of the logit in place of the classifier's row it serves heads that are not linear (arXiv 1610.02391, without its ReLU).
 * @param featureMap `[places, channels]`, the places row by row
 * @param weights `[channels]`, the classifier's row of the class, or the logit's gradient
 * @returns `[places]` in logit units, without the bias
 */
export function classActivation(featureMap: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const channels = weights.length;
  if (channels === 0 || featureMap.length === 0 || featureMap.length % channels !== 0) {
    throw new StudioError('internal', `${featureMap.length} features are no whole number of places of ${channels} channels`);
  }
  return Float64Array.from({ length: featureMap.length / channels }, (_, place) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += featureMap[place * channels + c]! * weights[c]!;
    return sum;
  });
}

/** The features that the head reads: each channel's mean over the places of `[places, channels]`. */
export function meanFeatures(featureMap: ArrayLike<number>, channels: number): Float64Array {
  const means = new Float64Array(channels);
  const places = featureMap.length / channels;
  for (let i = 0; i < featureMap.length; i++) means[i % channels]! += featureMap[i]! / places;
  return means;
}
