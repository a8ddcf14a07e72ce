import { classIntervals } from '../../core/evaluation/class-intervals.ts';
import type { RunOutcome } from '../../core/runs/lifecycle/store-outcome.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { FirstAnswer } from '../../shared/answers-so-far.ts';
import type { EpochReport, HeadReport } from '../../shared/trainer-protocol.ts';
import type { Attestation, AttestationGroup } from '../../shared/attestation.ts';
import { leftText } from './run-progress-text.ts';
import type { RunsCalled } from './runs-called.ts';
import { printable } from '../terminal/printable.ts';
import { good, heading } from '../terminal/style.ts';
import { cellsWide } from '../terminal/cells-wide.ts';
import { table, terminalCells } from '../terminal/table.ts';
import { bytes, counted, duration, percent, percentWithInterval, rate, significant } from '../terminal/units.ts';

interface EpochOfPhase {
  readonly epoch: number;
  readonly phase: string;
}

/** One line an epoch. @param secondsLeft of the whole run; null where it is not known @param solved how, where no steps were taken */
export function epochLine(report: EpochReport, secondsLeft: number | null, solved: Pick<HeadReport, 'l2' | 'gradientNorm'> | null = null): string {
  const { epoch, phase, trainLoss, trainAccuracy, valLoss, valAccuracy, learningRate, imagesPerSecond, seconds, isBest } =
    report;
  const found = solved
    ? [`solved in ${duration(seconds)}`, `largest gradient ${solved.gradientNorm.toExponential(1)}`, `l2 ${significant(solved.l2)}`]
    : [`learning rate ${significant(learningRate)}`, rate(imagesPerSecond, 'pictures')];
  return [
    `epoch ${String(epoch).padStart(3)} ${phase}`,
    `loss ${trainLoss.toFixed(3)} (validation ${valLoss.toFixed(3)})`,
    `accuracy ${percent(trainAccuracy)} (validation ${percent(valAccuracy)})`,
    ...found,
    ...(secondsLeft === null ? [] : [leftText(secondsLeft)]),
    ...(isBest ? [good('best so far')] : []),
  ].join('  ');
}

/** How good a run is when that is first known. */
export function firstAnswerLine({ epoch, averaged, accuracy, interval, independentGroups, images, seconds }: FirstAnswer): string {
  const by = epoch === 0 ? 'a last layer of its own, before training' : averaged ? `the mean of epochs ${averaged.join(', ')}` : `epoch ${epoch}`;
  return good(`A first answer after ${duration(seconds)}: ${percentWithInterval(accuracy, interval, independentGroups)} right on ${counted(images, 'validation picture')} (${by}).`);
}

/** Whose weights answer. Of several phases the best epoch may be of an earlier one than the last, and what was trained after it is for nothing. */
function weightsSentence({ bestEpoch, averaged }: Pick<RunOutcome, 'bestEpoch' | 'averaged'>, epochs: readonly EpochOfPhase[]): string {
  if (averaged) return `The weights are the mean of epochs ${averaged.join(', ')}, which had the lowest validation loss.`;
  const phase = epochs.find(({ epoch }) => epoch === bestEpoch)?.phase;
  const isEarlier = phase !== undefined && phase !== epochs.at(-1)!.phase;
  return `The weights are those of epoch ${bestEpoch}${isEarlier ? ` (${phase})` : ''}, which had the lowest validation loss${isEarlier ? ': what was trained after it was no better, and is not used' : ''}.`;
}

/** @param epochs of the run, in order. The end of one that did not fail. */
export function outcomeText(outcome: RunOutcome, epochs: readonly EpochOfPhase[], called: RunsCalled): string {
  const { run, status, metrics, testMetrics, attestation, head, seconds, imagesPerSecond, peakMemoryBytes } = outcome;
  const figures = `${duration(seconds)}, ${rate(imagesPerSecond, 'pictures')}, ${bytes(peakMemoryBytes)} of memory at most`;
  if (status !== 'done') return `Run ${called(run)}: ${status} after ${figures}.`;
  return [
    '',
    heading(`Run ${called(run)} is done: ${figures}.`),
    ...(testMetrics ? [accuracyLine(testMetrics, 'test', false)] : []),
    ...(metrics ? [accuracyLine(metrics, 'validation', !testMetrics)] : []),
    ...(outcome.bestEpoch === null ? [] : [weightsSentence(outcome, epochs)]),
    ...(head ? [solvedSentence(head)] : []),
    ...(attestation ? [attestationSentence(attestation)] : []),
    '',
    'What to do next:',
    `  graft evaluate ${run}                 how each class came out`,
    `  graft predict ${run} <files>          classify pictures`,
    `  graft export ${run} --format onnx     use it elsewhere`,
  ].join('\n');
}

/** That a head is at its optimum, and the proof. */
const solvedSentence = ({ l2, gradientNorm, seconds }: HeadReport): string =>
  `The head was solved to its optimum in ${duration(seconds)}: largest gradient ${gradientNorm.toExponential(1)}, l2 ${significant(l2)}.`;

/** `chosen`: no other images were left to judge by, so the reader is told that these flatter. */
export function accuracyLine(metrics: Metrics, split: string, chosen: boolean): string {
  const images = `${counted(metrics.images, `${split} picture`)}${chosen ? ', chosen on these pictures' : ''}`;
  const rest = `macro F1 ${metrics.macroF1.toFixed(3)}, log loss ${metrics.logLoss.toFixed(3)}`;
  return `Accuracy ${percentWithInterval(metrics.accuracy, metrics.accuracyInterval, metrics.independentGroups)} on ${images}; ${rest}.`;
}

/** "stem to stage3: 0 of 75 tensors changed". */
function attestationSentence({ frozen, groups }: Pick<Attestation, 'frozen' | 'groups'>): string {
  const parts = groups.filter((group) => group.frozen);
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last) return 'Nothing was frozen.';
  const isWhole = !groups.some((group: AttestationGroup) => !group.frozen && group.part === last.part);
  const end = isWhole ? last.part : `the first blocks of ${last.part}`;
  const name = first === last ? end : `${first.part} to ${end}`;
  return `${name}: ${frozen.changed} of ${frozen.tensors} tensors changed`;
}

export function metricsText(metrics: Metrics, split: string, chosen: boolean): string {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const names = metrics.perClass.map(({ name }) => printable(name));
  const intervals = classIntervals(metrics);
  const withRange = (share: number, range: readonly [number, number] | null): string => `${percent(share)}${range ? ` (${(100 * range[0]).toFixed(0)} to ${(100 * range[1]).toFixed(0)})` : ''}`;
  const classes = table(
    ['class', right('precision'), right('recall'), right('F1'), right('pictures')],
    metrics.perClass.map(({ precision, recall, f1, support }, i) => [
      names[i]!,
      withRange(precision, intervals[i]!.precision),
      withRange(recall, intervals[i]!.recall),
      f1.toFixed(3),
      String(support),
    ]),
  );
  const { independentGroups: groups = null } = metrics;
  const counting = groups === null ? [] : [`Figures by class count pictures; these come from ${counted(groups, 'independent group')}.`];
  return [accuracyLine(metrics, split, chosen), '', classes, '', confusionText(names, metrics.confusion), ...counting].join('\n');
}

/** A matrix of longer lines, where no terminal says how wide it is, has numbers in place of names above its columns. */
const unreadableCells = 160;

/** Up to so many classes the matrix is printed; beyond, the commonest mistakes say more than a wall of numbers. */
const matrixClasses = 12;

function confusionText(names: readonly string[], confusion: Metrics['confusion']): string {
  if (names.length <= matrixClasses) {
    const columns = (titles: readonly string[]) => [{ title: 'true \\ said' }, ...titles.map((title) => ({ title, align: 'right' as const }))];
    const rows = (titles: readonly string[]) => confusion.map((row, i) => [titles[i]!, ...row.map(String)]);
    const named = table(columns(names), rows(names), null);
    if (cellsWide(named.split('\n', 1)[0]!) <= (terminalCells() ?? unreadableCells)) return named;
    return table(columns(names.map((_, at) => String(at + 1))), rows(names.map((name, at) => `${at + 1} ${name}`)));
  }
  const mistakes = confusion
    .flatMap((row, truth) => row.map((count, said) => ({ truth, said, count })))
    .filter(({ truth, said, count }) => truth !== said && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 15);
  if (mistakes.length === 0) return 'No mistakes.';
  return table(
    ['commonest mistakes', 'taken for', { title: 'pictures', align: 'right' }],
    mistakes.map(({ truth, said, count }) => [names[truth]!, names[said]!, String(count)]),
  );
}
