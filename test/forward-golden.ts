import { readFileSync } from 'node:fs';
import { openSession } from '../src/core/engine/session.ts';
import { identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { classify } from '../src/core/nets/graph/head.ts';
import { trunk } from '../src/core/nets/graph/network-graph.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import { channelsLast, generateInput, generateWeights } from './rxg1.ts';

export const readGolden = (name: string) =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8'));

/** Largest |logit - golden| over the golden's rms, for a network with generated weights on the generated input. */
export function forwardError(name: string): number {
  const golden = readGolden(name);
  const net = planNet(namedNets.get(name)!.spec);
  const branch = frozenBranch(net, generateWeights(tensorTable(net, 1000)));
  const { graph, plan } = branch;
  const input = placeholder(graph, 'input', 'float32', [null, 224, 224, 3]);
  identity(graph, classify(branch, trunk(branch, input, -1, plan.blocks.length), 1000), 'logits');
  const session = openSession(encodeSavedModel(graph));
  const values = channelsLast(generateInput(224), 3);
  const [logits] = session.run({ input: { shape: [1, 224, 224, 3], values } }, ['logits']) as [Float32Array];
  session.close();
  const bytes = Buffer.from(golden.logits.f32_le_base64, 'base64');
  const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return Math.max(...expected.map((value, i) => Math.abs(value - logits[i]!))) / golden.logits.rms;
}
