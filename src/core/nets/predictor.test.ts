import { expect, test } from 'vitest';
import { classNames, generatedModel } from '../../../test/generated-model.ts';
import { classActivation } from '../evaluation/class-activation.ts';
import { namedNets } from './named.ts';
import { planNet } from './plan/net-plan.ts';
import { createPredictor } from './predictor.ts';

const classes = classNames(3);

/** One of each family, block and norm. */
test.each(['resnet18', 'resnet50', 'resnext50_32x4d', 'resnetv2_18', 'resnetv2_50', 'resnetv2_50x1_bit'])(
  'the class activation map of %s plus the bias is the logit, on the average',
  (name) => {
    const model = generatedModel(name, classes);
    const predictor = createPredictor(model);
    const { imageSize } = model.preprocessing;
    const pixels = Uint8Array.from({ length: 2 * imageSize ** 2 * 3 }, (_, i) => (i * 7919) % 253);
    const { logits, map } = predictor.logitsAndMap(pixels, 2);
    const plain = predictor.logits(pixels, 2);
    predictor.close();
    expect(Math.max(...logits.map((logit, i) => Math.abs(logit - plain[i]!)))).toBeLessThan(1e-5);
    const { weight, bias } = planNet(namedNets.get(name)!.spec).classifier;
    const { rows, columns } = predictor.map;
    expect([rows, columns]).toEqual([imageSize / 32, imageSize / 32]);
    const places = rows * columns;
    const channels = predictor.dimensions;
    const spread = Math.max(...logits) - Math.min(...logits);
    expect(spread, 'the classes differ, so the identity says something').toBeGreaterThan(1e-2);
    for (let image = 0; image < 2; image++) {
      const features = map.subarray(image * places * channels, (image + 1) * places * channels);
      for (const c of classes.keys()) {
        const row = model.tensors.get(weight)!.data.subarray(c * channels, (c + 1) * channels);
        const evidence = classActivation(features, row);
        const mean = evidence.reduce((sum, value) => sum + value, 0) / places;
        const logit = logits[image * classes.length + c]!;
        const off = Math.abs(mean + model.tensors.get(bias)!.data[c]! - logit);
        expect(off / Math.max(1, Math.abs(logit)), `image ${image}, ${classes[c]}`).toBeLessThan(1e-4);
      }
    }
  },
  60_000,
);
