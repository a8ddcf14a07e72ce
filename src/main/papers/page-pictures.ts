import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import { picturesOfCell, mistakesOf, worstMistakes } from './answers-part.ts';
import { shortcutPictures } from './trust-part.ts';

/** Pictures of a report, by their rows, what matters most first; one that is shown in several places comes as often. Pure. */
export function picturesWanted({ answers, shortcut }: Pick<RunPapers, 'answers' | 'shortcut'>): number[] {
  const mistakes = mistakesOf(answers);
  const cells = Map.groupBy(answers, ({ label, predicted }) => `${label}\n${predicted}`);
  const ofCells = (isWrong: boolean) => [...cells.values()].filter(([first]) => (first!.label !== first!.predicted) === isWrong).toSorted((a, b) => b.length - a.length);
  const firsts = (groups: (typeof answers)[]) => Array.from({ length: picturesOfCell }, (_, at) => groups.flatMap((group) => group.slice(at, at + 1))).flat();
  const rows = [...mistakes.slice(0, worstMistakes), ...firsts(ofCells(true)), ...(shortcut?.pictures.slice(0, shortcutPictures) ?? []), ...firsts(ofCells(false))];
  return rows.flatMap(({ image }) => (image === null ? [] : [image]));
}
