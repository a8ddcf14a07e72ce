import { familiarOf } from '../evaluation/familiar-of.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import type { OpenModel } from './export-reader.ts';

/** A model that gives features, and an index beside it, as one that says how familiar pictures are; any other as it is. */
export function withIndex<T extends OpenModel>(opened: T, index: FamiliarityIndex | null): T {
  const { featured } = opened;
  if (!featured || !index) return opened;
  const scoresOf = familiarOf(index);
  const outputs: OpenModel['outputs'] = async (pixels, batch) => {
    const { probabilities, features } = await featured(pixels, batch);
    return { probabilities, answerSet: null, familiarity: Float32Array.from(scoresOf(features), ({ score }) => score) };
  };
  return { ...opened, outputs };
}
