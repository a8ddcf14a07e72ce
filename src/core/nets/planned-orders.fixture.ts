/** A forward pass of two blocks a stage in every order of layers; what TensorFlow says of its plan is on stderr, what oneDNN computes on stdout where ONEDNN_VERBOSE asks for it. */
import { writeSync } from 'node:fs';
import { smallPreprocessing } from '../../../test/generated-model.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { activationOrders } from '../../shared/net-spec.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import { createPredictor } from './predictor.ts';

const stages = [8, 16].map((channels, i) => ({ blocks: 2, channels, stride: i + 1 }));
for (const order of activationOrders) {
  writeSync(1, `order ${order}\n`);
  const net = planNet(tinyNet({ order, stages }));
  const predictor = createPredictor({ net, classes: ['a', 'b'], preprocessing: smallPreprocessing, tensors: generateWeights(tensorTable(net, 2)) });
  predictor.logits(new Uint8Array(smallPreprocessing.imageSize ** 2 * 3).fill(100), 1);
  predictor.close();
}
