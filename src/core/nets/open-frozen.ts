import { feedsWords, openSession } from '../engine/session.ts';
import type { Session } from '../engine/session.ts';
import { weightFeeds, weightsFed } from '../graph/fed-weights.ts';
import { createGraph } from '../graph/graph.ts';
import type { Graph } from '../graph/graph.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';

/**
 * How the weights of frozen convolutions reach TensorFlow. `fed`: they stand beside the graph, which is ready in half the time and a
 * fraction of the memory; each pass then lays them out anew, 1 to 3 % of a batch of 16 and less of a larger one (docs/decisions/0061, 0099). `constant`: within the graph, for
 * what answers a picture at a time and stays. The bits of what comes out are the same.
 */
export type FrozenWeights = 'fed' | 'constant';

/** On a GPU they are constants always, as nothing else was measured there. */
export const createFrozenGraph = (weights: FrozenWeights): Graph => (weights === 'constant' || feedsWords() ? createGraph() : { ...createGraph(), fedWeights: [] });

/** Opens a session on a finished graph of `createFrozenGraph`, its weights in it. */
export function openFrozen(graph: Graph): Session {
  if (!graph.fedWeights) return openSession(encodeSavedModel(graph));
  const feeds = weightFeeds(graph);
  const session = openSession(encodeSavedModel(graph));
  try {
    session.run(feeds, [weightsFed]);
  } catch (error) {
    session.close();
    throw error;
  }
  return session;
}
