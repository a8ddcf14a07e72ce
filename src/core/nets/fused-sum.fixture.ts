/** One forward pass of a small network with three blocks, changed as the argument says (JSON); what oneDNN computes is on stdout where ONEDNN_VERBOSE asks for it. */
import { smallPreprocessing } from '../../../test/generated-model.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import { createPredictor } from './predictor.ts';

const net = planNet(tinyNet(JSON.parse(process.argv[2] ?? '{}') as object));
const predictor = createPredictor({ net, classes: ['a', 'b'], preprocessing: smallPreprocessing, tensors: generateWeights(tensorTable(net, 2)) });
predictor.logits(new Uint8Array(smallPreprocessing.imageSize ** 2 * 3).fill(100), 1);
