/** Weight of each class: all 1, or images / (classes x images of the class) as scikit-learn's `balanced`. */
export function classWeights(kind: 'none' | 'balanced', labels: ArrayLike<number>, classes: number): Float64Array {
  const weights = new Float64Array(classes).fill(1);
  if (kind === 'none') return weights;
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  for (let c = 0; c < classes; c++) weights[c] = counts[c]! > 0 ? labels.length / (classes * counts[c]!) : 0;
  return weights;
}

export interface Targets {
  /** `[batch, classes]`: smoothed one-hot rows, times the class weights. */
  readonly values: Float32Array;
  /** What the summed loss is divided by: the weights of the batch's labels. */
  readonly weight: number;
}

/** torch.nn.CrossEntropyLoss(weight, label_smoothing, reduction='mean'), as target rows for a log-softmax. */
export function buildTargets(labels: ArrayLike<number>, classes: number, smoothing: number, weights: Float64Array): Targets {
  const values = new Float32Array(labels.length * classes);
  let weight = 0;
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n]!;
    weight += weights[label]!;
    for (let c = 0; c < classes; c++) values[n * classes + c] = (smoothing / classes) * weights[c]!;
    values[n * classes + label]! += (1 - smoothing) * weights[label]!;
  }
  return { values, weight };
}
