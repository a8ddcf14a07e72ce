import { shuffle } from '../shuffle.ts';
import { epochOrder, mixSeed, seededRandom } from './seeded-random.ts';

/** Classes draw numbers of their own. */
const salt = 0x62616c61;

/** A place in an epoch: which picture, and how often the epoch has shown it before. */
export interface Drawn {
  readonly at: number;
  readonly round: number;
}

/**
 * The order of an epoch in which every class is seen as often as the others (class-balanced sampling, Kang et al., arXiv 1910.09217): as many
 * places as there are pictures; of each `classes` in a row every class has one, in an order drawn anew. A small class begins again when it has
 * shown all of its pictures, of a large one an epoch shows a part. A pure function of labels, seed and epoch, as `epochOrder` is.
 */
export function balancedOrder(labels: readonly number[], seed: number, epoch: number): Drawn[] {
  const members = new Map<number, number[]>();
  for (const [at, label] of labels.entries()) {
    const own = members.get(label);
    if (own) own.push(at);
    else members.set(label, [at]);
  }
  const piles = [...members].toSorted(([a], [b]) => a - b).map(([label, own]) => ({ own, order: epochOrder(own.length, mixSeed(seed, salt, label), epoch), shown: 0 }));
  const random = seededRandom(mixSeed(seed, salt, epoch));
  const drawn: Drawn[] = [];
  while (drawn.length < labels.length) {
    const turn = [...piles];
    shuffle(turn, random);
    for (const pile of turn.slice(0, labels.length - drawn.length)) {
      const { own, order, shown } = pile;
      drawn.push({ at: own[order[shown % own.length]!]!, round: Math.floor(shown / own.length) });
      pile.shown++;
    }
  }
  return drawn;
}
