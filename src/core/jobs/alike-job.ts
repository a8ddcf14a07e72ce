import { openSession } from '../engine/session.ts';
import { alikePairs } from '../evaluation/alike-pairs.ts';
import { identity } from '../graph/array-ops.ts';
import { createGraph, placeholder } from '../graph/graph.ts';
import { matMul } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import type { AlikeJob, AlikeResult } from '../../shared/alike-job.ts';

/** All rows with all others, block by block: products are the engine's. */
export function runAlikeJob({ features, dimensions }: AlikeJob): AlikeResult {
  const graph = createGraph();
  const side = (name: string) => placeholder(graph, name, 'float32', [null, dimensions]);
  identity(graph, matMul(graph, side('left'), side('right'), false, true), 'likeness');
  const session = openSession(encodeSavedModel(graph));
  const feed = (values: Float32Array<ArrayBuffer>) => ({ shape: [values.length / dimensions, dimensions], values });
  try {
    const pairs = alikePairs(features, dimensions, (left, right) => session.run({ left: feed(left), right: feed(right) }, ['likeness'])[0] as Float32Array);
    return { kind: 'alike', pairs };
  } finally {
    session.close();
  }
}
