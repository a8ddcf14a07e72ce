import type { Database } from '../store/database.ts';
import { runMeanings } from './run-meant.ts';

/**
 * The words between plus signs, `a+b+c`; the word alone where it is one, or the name of a run. A run or folder with a plus sign in its name
 * joins by its number or by a link without one.
 */
export function memberWords(db: Database, text: string): string[] {
  const words = text.split('+').map((word) => word.trim());
  return words.includes('') || runMeanings(db, text).length > 0 ? [text] : words;
}
