import type { InputGeometry } from '../../shared/preprocessing.ts';
import { useWords } from '../composables/use-words.ts';

/** What is seen of pictures, in words: "224 × 224 pixels: the middle". */
export function useSeenWords() {
  const { t, format } = useWords();
  const seenWords = ({ imageSize, fit = 'crop' }: Pick<InputGeometry, 'imageSize' | 'fit'>): string =>
    t(`wall.seen.${fit}`, { size: format.count(imageSize) });
  return { seenWords };
}
