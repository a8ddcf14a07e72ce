import type { TogetherEvaluation } from '../../core/runs/use/evaluate-together.ts';
import type { Against } from '../../shared/ensemble.ts';
import { looksAtPicture } from '../../shared/test-time-augmentation.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, noIntervalOf, percent, percentWithInterval } from '../terminal/units.ts';
import { pairedTestText } from './paired-test-text.ts';
import type { RunsCalled } from './runs-called.ts';

const looked = { flip: 'itself and its mirror image', tencrop: 'four corners and the middle, as they are and mirrored' } as const;

/** What looking more than once costs, and that it stays here; null where a picture is looked at once. */
export const looksText = (tta: TestTimeAugmentation): string | null =>
  tta === 'none'
    ? null
    : `Each picture is looked at ${looksAtPicture[tta]} times (${looked[tta]}), which takes about ${looksAtPicture[tta]} times as long. An export answers to one look.`;

const points = (value: number): string => `${value < 0 ? '-' : '+'}${(Math.abs(value) * 100).toFixed(1)}`;

function againstText({ onlyTogether, onlyOther, difference, low, high, p }: Against, groups: number | null, whole: string, other: string): string {
  if (onlyTogether + onlyOther === 0) return `${whole} and ${other} have the same pictures right and wrong.`;
  const told = p < 0.05 ? 'hardly by chance' : 'which chance alone brings about easily';
  const range = low === null || high === null ? `no interval: ${noIntervalOf(groups)}` : `${points(low)} to ${points(high)}`;
  return `${whole} against ${other}: ${points(difference)} points, ${range}, ${told} (${counted(onlyTogether, 'picture')} that only it has right, ${onlyOther} that only the other has; ${pairedTestText(groups, p)}).`;
}

/** The members, what more of them bring, and whether that is more than chance. */
export function togetherText({ metrics: { independentGroups: groups = null }, members, combine, tta, passes, sizes, againstBest, againstPlain }: Omit<TogetherEvaluation, 'answers' | 'groupsUnsaid'>, called: RunsCalled): string {
  const isEnsemble = members.length > 1;
  const looks = looksText(tta);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const rows = sizes.map(({ members: size, choices, error, least, most }) => [String(size), percent(error), percent(least), percent(most), String(choices)]);
  return [
    ...(isEnsemble
      ? [
          heading(`${counted(members.length, 'run')} together, ${combine === 'average' ? 'their probabilities averaged' : 'a vote each'} (${counted(passes, 'pass', 'passes')} a picture)`),
          ...members.map(({ run, accuracy, accuracyInterval }) => `Run ${called(run)} alone: ${percentWithInterval(accuracy, accuracyInterval, groups)}`),
          '',
          table([right('members'), right('mean error'), right('least'), right('most'), right('choices')], rows),
        ]
      : []),
    ...(againstBest ? [againstText(againstBest, groups, 'The ensemble', `run ${called(againstBest.run)}, the best alone on these pictures`)] : []),
    ...(looks === null ? [] : [looks]),
    ...(againstPlain ? [againstText(againstPlain, groups, 'More looks', 'one look')] : []),
  ].join('\n');
}
