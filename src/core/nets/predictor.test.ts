import { expect, test } from 'vitest';
import { classNames, smallPreprocessing } from '../../../test/generated-model.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { classActivation } from '../evaluation/class-activation.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import { createPredictor } from './predictor.ts';

const classes = classNames(3);

const wide = [32, 64, 64].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 }));
/** One of each stem, block, order and norm that the catalogue has. */
const nets = {
  'basic blocks': tinyNet(),
  bottlenecks: tinyNet({ block: 'bottleneck' }),
  'groups of channels': tinyNet({ block: 'bottleneck', stages: wide, groups: 8, baseWidth: 8 }),
  'pre-activation': tinyNet({ order: 'pre' }),
  'group norm': tinyNet({ order: 'pre', norm: 'group', stemChannels: 32, stages: wide }),
  "ImageNet's stem": tinyNet({ stem: 'imagenet' }),
};

test.each(Object.entries(nets))(
  'the class activation map of %s plus the bias is the logit, on the average',
  (_, spec) => {
    const net = planNet(spec);
    const model = { net, classes, preprocessing: smallPreprocessing, tensors: generateWeights(tensorTable(net, classes.length)) };
    const predictor = createPredictor(model);
    const { imageSize } = model.preprocessing;
    const pixels = Uint8Array.from({ length: 2 * imageSize ** 2 * 3 }, (_, i) => (i * 7919) % 253);
    const { logits, map } = predictor.logitsAndMap(pixels, 2);
    const plain = predictor.logits(pixels, 2);
    predictor.close();
    expect(Math.max(...logits.map((logit, i) => Math.abs(logit - plain[i]!)))).toBeLessThan(1e-5);
    const { weight, bias } = net.classifier;
    const { rows, columns } = predictor.map;
    const size = imageSize / (spec.stem === 'small' ? 4 : 16);
    expect([rows, columns]).toEqual([size, size]);
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
