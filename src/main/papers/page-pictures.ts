import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import { picturesOfCell, mistakesOf, shownClasses, worstMistakes } from './answers-part.ts';

type Shown = Pick<RunPapers, 'answers' | 'headline'> & { readonly run: Pick<RunPapers['run'], 'classes'> };

/** Pictures of a report as their files have them, by their rows, what matters most first; one that is shown in several places comes as often. Pure. @param mostClasses of its matrix */
export function picturesWanted({ answers, headline, run }: Shown, mostClasses: number): number[] {
  const drawn = new Set<string | null>(shownClasses(headline.metrics.confusion, mostClasses).map((at) => run.classes[at]!));
  const mistakes = mistakesOf(answers);
  const cells = Map.groupBy(answers.filter(({ label, predicted }) => drawn.has(label) && drawn.has(predicted)), ({ label, predicted }) => `${label}\n${predicted}`);
  const ofCells = (isWrong: boolean) => [...cells.values()].filter(([first]) => (first!.label !== first!.predicted) === isWrong).toSorted((a, b) => b.length - a.length);
  const firsts = (groups: (typeof answers)[]) => Array.from({ length: picturesOfCell }, (_, at) => groups.flatMap((group) => group.slice(at, at + 1))).flat();
  const rows = [...mistakes.slice(0, worstMistakes), ...firsts(ofCells(true)), ...firsts(ofCells(false))];
  return rows.flatMap(({ image }) => (image === null ? [] : [image]));
}
