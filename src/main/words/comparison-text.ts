import { comparisonOutcome } from '../../core/evaluation/comparison-outcome.ts';
import type { Comparison, Flip } from '../../core/runs/results/compare.ts';
import { shownValue } from '../../shared/decided-settings.ts';
import { pairedTestText } from './paired-test-text.ts';
import { settingName } from './setting-words.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, percentWithInterval } from '../terminal/units.ts';
import type { RunsCalled } from './runs-called.ts';

const shownFlips = 20;

/** Whether the difference means anything, in one sentence. */
function comparisonSentence(comparison: Comparison, called: RunsCalled): string {
  const { runs: [first, second], test, images, independentGroups: groups } = comparison;
  const outcome = comparisonOutcome(comparison.test);
  const differing = test.onlyFirst + test.onlySecond;
  if (outcome === 'same') return `Both have the same ${counted(images, 'picture')} right and wrong.`;
  const split = `they differ on ${counted(differing, 'picture')} (${test.onlyFirst} only run ${called(first.run)} has right, ${test.onlySecond} only run ${called(second.run)})`;
  const by = pairedTestText(groups, test.midP);
  if (outcome === 'chance')
    return `No difference that means anything: ${split}, which chance alone brings about easily (${by}).`;
  return `Run ${called(outcome === 'first' ? first.run : second.run)} is better, and hardly by chance: ${split} (${by}).`;
}

const metText = ({ run, metBefore }: Comparison['runs'][number], images: number, called: RunsCalled): string =>
  `Run ${called(run)} learned from other pictures of the groups that ${metBefore === images ? 'judge here' : `${metBefore} of these ${images} pictures lie in`}: it was trained before they were kept together, and they flatter it. Train it again to compare.`;

function flipsText(title: string, flips: readonly Flip[]): string[] {
  if (flips.length === 0) return [];
  const rows = flips
    .slice(0, shownFlips)
    .map(({ file, label, first, second }) => [file, label, first, second].map(printable));
  const rest = flips.length > shownFlips ? [`… and ${flips.length - shownFlips} more (--json has all)`] : [];
  return [
    '',
    heading(`${title} (${flips.length})`),
    table(['picture', 'is', 'first run said', 'second run said'], rows),
    ...rest,
  ];
}

function settingsText(settings: Comparison['settings']): string[] {
  if (settings.length === 0) return [];
  const shown = (values: readonly (string | number)[]) => printable(String(shownValue(values) ?? '–'));
  const rows = settings.map(({ setting, first, second }) => [settingName({ setting, phase: null }), shown(first), shown(second)]);
  return ['', heading('Trained differently'), table(['setting', 'first run', 'second run'], rows)];
}

export function comparisonText(comparison: Comparison, called: RunsCalled): string {
  const { runs, datasets, split, images, independentGroups, relabelled, better, worse } = comparison;
  const where = `${counted(images, split === 'test' ? 'test picture' : 'validation picture')}`;
  const lines = runs.map(
    ({ run, accuracy, accuracyInterval }) =>
      `Run ${called(run)}: ${percentWithInterval(accuracy, accuracyInterval, independentGroups)} on ${where}`,
  );
  return [
    ...lines,
    comparisonSentence(comparison, called),
    ...runs.flatMap((run) => (run.metBefore > 0 ? [metText(run, images, called)] : [])),
    ...(runs.some(({ answered }) => answered > images) ? [`Pictures that only one of the two answered are left out: ${runs.map(({ run, answered }) => `${answered - images} of run ${called(run)}`).join(', ')}.`] : []),
    ...(datasets ? [`They are of two data sets (${printable(datasets.first)}, ${printable(datasets.second)}): compared are pictures of equal content that judged both, by the labels and groups of ${printable(datasets.judging)}, whose version is newer.`] : []),
    ...(relabelled > 0
      ? [datasets ? `${counted(relabelled, 'picture has', 'pictures have')} another label in the other data set.` : `The labels of ${counted(relabelled, 'picture')} were corrected between the two; both are judged by the newer ones.`]
      : []),
    ...settingsText(comparison.settings),
    ...flipsText('Right in the second run only', better),
    ...flipsText('Right in the first run only', worse),
  ].join('\n');
}
