import { expect, test } from 'vitest';
import { runOnnxGraph } from '../../../test/run-onnx-graph.ts';
import { familiarOf } from '../evaluation/familiar-of.ts';
import { familiarityIndex } from '../evaluation/familiarity-index.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { addFamiliarity } from './onnx-familiarity.ts';
import { createOnnxGraph } from './onnx-graph.ts';

test.each([1, 5])('ONNX says how familiar pictures are as we do: the %i. neighbour; those of the index itself and zeros too', async (k) => {
  const random = seededRandom(k);
  const [dimensions, pictures] = [64, 40];
  const features = Float32Array.from({ length: pictures * dimensions }, () => Math.max(0, random() - 0.3) * 5);
  features.fill(0, 0, dimensions);
  const index = familiarityIndex(features, dimensions, k);
  const asked = Float32Array.from({ length: 12 * dimensions }, (_, i) => (i < 4 * dimensions ? features[i]! : i < 8 * dimensions ? index.rows[i]! : random() - 0.5));
  const graph = createOnnxGraph();
  addFamiliarity(graph, 'features', index);
  const found = await runOnnxGraph(graph, 'features', 'familiarity', [12, dimensions], asked);
  for (const [row, { score }] of familiarOf(index)(asked).entries()) expect(Math.abs(found[row]! - score), `row ${row}`).toBeLessThan(5e-5);
});
