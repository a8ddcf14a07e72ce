import type { RunRow } from '../../../shared/contract/run-calls.ts';

/** Letters without their accents, small. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Runs of which every word of `asked` is somewhere in what is said of them, whatever its case and accents. Pure. */
export function filteredRuns(runs: readonly RunRow[], asked: string, saidOf: (run: RunRow) => string): RunRow[] {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...runs];
  return runs.filter((run) => {
    const said = plain(saidOf(run));
    return words.every((word) => said.includes(word));
  });
}
