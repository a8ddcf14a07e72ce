import type { TensorMap } from '../tensor.ts';
import { tensorOf } from './folding.ts';
import type { NetPlan } from './plan/net-plan.ts';

/**
 * How much each pooled feature adds to a class's logit. Exact where the head is linear: the classifier's row of the class, whatever the
 * picture. Behind a hidden layer it is the gradient at this picture's features: of the layer's values those count that are above 0.
 */
export interface LogitGradient {
  readonly method: 'exact' | 'gradient';
  /** @param pooled `[features]` of the picture @returns `[features]` */
  of(pooled: ArrayLike<number>, classIndex: number): Float64Array;
}

/** Keeps copies of the head's weights, and nothing else of `tensors`. */
export function logitGradient({ features, hidden, classifier }: NetPlan, tensors: TensorMap): LogitGradient {
  const last = tensorOf(tensors, classifier.weight).data.slice();
  const width = classifier.inFeatures;
  const row = (classIndex: number) => last.subarray(classIndex * width, (classIndex + 1) * width);
  if (!hidden) return { method: 'exact', of: (_, classIndex) => Float64Array.from(row(classIndex)) };
  const first = tensorOf(tensors, hidden.weight).data.slice();
  const bias = tensorOf(tensors, hidden.bias).data.slice();
  return {
    method: 'gradient',
    of(pooled, classIndex) {
      const gradient = new Float64Array(features);
      const weights = row(classIndex);
      for (let h = 0; h < hidden.outFeatures; h++) {
        const into = first.subarray(h * features, (h + 1) * features);
        let value = bias[h]!;
        for (let f = 0; f < features; f++) value += into[f]! * pooled[f]!;
        if (value <= 0) continue;
        for (let f = 0; f < features; f++) gradient[f]! += weights[h]! * into[f]!;
      }
      return gradient;
    },
  };
}
