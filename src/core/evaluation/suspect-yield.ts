import type { SuspectYield } from '../../shared/contract/suspect-calls.ts';

/** So many in a row that were right: in a ranked list the rest are less clear still. Ours; no source prescribes it. */
const rightInARow = 10;

/** How many of the suspects judged so far were wrong, in the order they were judged, and whether more of them are worth the time. */
export function suspectYield(judged: readonly ('wrong' | 'right' | 'unsure')[]): SuspectYield {
  const sure = judged.filter((one) => one !== 'unsure');
  const lastWrong = sure.lastIndexOf('wrong');
  const row = sure.length - 1 - lastWrong;
  return {
    judged: sure.length,
    wrong: sure.filter((one) => one === 'wrong').length,
    unsure: judged.length - sure.length,
    rightInARow: row,
    // The share of which so many in a row are right one time in twenty (Clopper and Pearson; of many, 3 / n).
    mostWrong: row === 0 ? 1 : 1 - 0.05 ** (1 / row),
    isTimeToStop: row >= rightInARow,
  };
}
