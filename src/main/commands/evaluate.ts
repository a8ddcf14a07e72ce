import type { Command } from 'commander';
import type { Studio } from '../../core/open-studio.ts';
import type { RunEvaluation } from '../../core/runs/use/evaluate.ts';
import type { EvaluatedPicture } from '../../shared/ensemble.ts';
import { familiarityOf, usualFalseAlarmRate } from '../../shared/familiarity.ts';
import type { FamiliarityRule } from '../../shared/familiarity.ts';
import type { EvaluationColumns } from '../files/evaluation-table.ts';
import type { Context } from '../terminal/context.ts';
import { paragraphs } from '../terminal/paragraphs.ts';
import { printable } from '../terminal/printable.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { counted } from '../terminal/units.ts';
import { withOpened } from './dataset-argument.ts';
import type { EvaluationJson } from './evaluate-json.ts';
import { evenUnkept } from './even-unkept.ts';
import { examples } from './examples.ts';
import { calibrationText } from '../words/calibration-text.ts';
import { consistencyText } from '../words/consistency-text.ts';
import { bomOption, checkBom, type CsvOptions } from '../flags/csv-option.ts';
import { addTogetherOptions, type TogetherFlags } from '../flags/together-options.ts';
import { runsArgument, runsCalled } from './run-argument.ts';
import { testLedgerText, testLockText } from '../words/test-ledger-text.ts';
import { togetherText } from '../words/together-text.ts';
import { metricsText } from '../words/run-text.ts';
import { verdictText } from '../words/verdict-text.ts';

interface Options extends TogetherFlags, CsvOptions {
  csv?: string;
}

const splitNames: Readonly<Record<string, string>> = { val: 'validation', test: 'test', all: 'labelled' };

export function registerEvaluate(program: Command, context: Context): void {
  const evaluate = program
    .command('evaluate')
    .description('how good a run is: accuracy with its interval, each class, the confusion matrix, whether it is as sure as it is right, and what would help most')
    .argument('<run>', 'number or name; of a data set the pinned run, else the best; a+b: several together')
    .argument('[folder]', "other labelled pictures (folder or data set) with the same classes; default: the run's own")
    .option('--csv <file>', 'also write a table: each picture with its class, what was answered, and what every class (and every member) was given')
    .addOption(bomOption());
  addTogetherOptions(evaluate).action((reference: string, folder: string | undefined, flags: Options) =>
      context.withStudio(async (studio) => {
        const runs = await runsArgument(context, studio, reference);
        const bom = checkBom(flags, flags.csv !== undefined);
        if (runs.length > 1 || flags.tta !== 'none') return evaluateMembers(context, studio, runs, folder, flags);
        const [run] = runs as [number];
        const { evaluateRun } = await import('../../core/runs/use/evaluate.ts');
        const { thisComputer } = await import('../../core/runs/lifecycle/computer-here.ts');
        const { lookAtTestOfRun } = await import('../../core/runs/results/test-ledger-of-run.ts');
        const { consistencyOfRuns } = await import('../../core/runs/use/judge-again.ts');
        const { verdictOfRun } = await import('../../core/runs/results/verdict-of-run.ts');
        const { familiarityOfRun } = await import('../../core/runs/use/familiarity.ts');
        const alarm = await familiarityOfRun(studio, run, usualFalseAlarmRate);
        const { result, notKept } = await withTable(context, studio, flags.csv, { folder, bom }, (write) =>
          evenUnkept(studio, async (one) => {
            const evaluateOn = (dataset: string) => context.stoppable((signal) => evaluateRun(one, run, dataset, signal));
            const evaluation = await (folder === undefined ? evaluateRun(one, run) : withOpened(context, one.db, folder, evaluateOn));
            // A copy in memory is read before it is closed.
            await write(evaluation, evaluation.metrics.perClass.map(({ name }) => name), { alarm });
            return { ...evaluation, pictures: alarm && familiarPictures(evaluation.answers(), alarm) };
          }),
        );
        const { metrics, calibration, split, images, chosenOnTheseImages, trainedOn, groupsUnsaid, skipped } = result;
        // Of its own pictures: what would help a run is about what it learned from.
        const verdict = folder === undefined ? await verdictOfRun(studio, run, thisComputer()) : null;
        const { lockOfRun } = await import('../../core/store/test-locks.ts');
        const testLock = folder === undefined ? lockOfRun(studio.db, run) : null;
        const familiarity = alarm && { ...alarm, pictures: result.pictures };
        const testLedger = split === 'test' ? lookAtTestOfRun(studio, run) : null;
        const ownConsistency = folder === undefined ? consistencyOfRuns(studio.db, [run]) : null;
        const reason = notKept ?? result.notKept;
        if (reason !== null) context.remark(`Note: this evaluation is not kept. ${reason}`);
        for (const { file, reason } of skipped) context.remark(`${printable(file)}: ${printable(reason)}`);
        if (trainedOn > 0) {
          context.remark(`Note: the run was trained on ${trainedOn} of these ${images} pictures, so the figures flatter it.`);
        }
        if (groupsUnsaid > 0) context.remark(groupsUnsaidText(groupsUnsaid, folder!));
        const { metByGroupsOfNow } = await import('../../core/runs/results/changes-since.ts');
        const metBefore = folder === undefined ? metByGroupsOfNow(studio, run) : 0;
        if (metBefore > 0) context.remark(`Note: the run learned from other pictures of the groups of ${metBefore} of these ${images} pictures: it was trained before they were kept together, and they flatter it. Train again to know.`);
        const told: EvaluationJson = { run, split, images, chosenOnTheseImages, trainedOn, metBefore, metrics, testLedger, testLock, ownConsistency, calibration, familiarity, verdict, skipped };
        const called = await runsCalled(studio);
        await context.answer(told, () =>
          paragraphs(
            metricsText(metrics, splitNames[split] ?? split, chosenOnTheseImages),
            testLedger && testLedgerText(testLedger),
            testLock && testLockText(testLock, called),
            ownConsistency && consistencyText(ownConsistency),
            calibrationText(calibration),
            verdict && verdictText(verdict),
          ),
        );
      }),
    );
  examples(evaluate, [
    'graft evaluate 3',
    'graft evaluate leaves',
    'graft evaluate 3 ~/pictures/leaves-from-another-camera',
    'graft evaluate 3+4+7 --combine vote',
    'graft evaluate 3 --tta tencrop',
    'graft evaluate 3+4 --csv answers.csv',
  ]);
}

/** Several runs together, or one that looks at a picture more than once. */
async function evaluateMembers(context: Context, studio: Studio, runs: number[], folder: string | undefined, { combine, tta: looks, csv, ...flags }: Options): Promise<void> {
  const { evaluateTogether } = await import('../../core/runs/use/evaluate-together.ts');
  const { seededRandom } = await import('../../core/training/seeded-random.ts');
  const { consistencyOfRuns } = await import('../../core/runs/use/judge-again.ts');
  const evaluateOn = (dataset?: string) => context.stoppable((signal) => evaluateTogether(studio, runs, { combine, looks, signal }, seededRandom(0), dataset));
  const { answers: _, groupsUnsaid, ...result } = await withTable(context, studio, csv, { folder, bom: checkBom(flags, csv !== undefined) }, async (write) => {
    const evaluation = await (folder === undefined ? evaluateOn() : withOpened(context, studio.db, folder, evaluateOn));
    await write(evaluation, evaluation.metrics.perClass.map(({ name }) => name), { members: runs.length > 1 ? runs.map(String) : [] });
    return evaluation;
  });
  const { metrics, split, chosenOnTheseImages, skipped } = result;
  const { countedLook, testLookAt } = await import('../../core/runs/results/test-ledger-of-run.ts');
  const how = [...(runs.length > 1 ? [combine] : []), ...(looks === 'none' ? [] : [looks])].join(' ');
  const testLedger = split === 'test' ? countedLook(studio, testLookAt(studio, runs, how), metrics) : null;
  const ownConsistency = folder === undefined ? consistencyOfRuns(studio.db, runs) : null;
  for (const { file, reason } of skipped) context.remark(`${printable(file)}: ${printable(reason)}`);
  if (result.trainedOn > 0) context.remark(`Note: a run of these was trained on ${result.trainedOn} of these ${result.images} pictures, so the figures flatter them.`);
  if (groupsUnsaid > 0) context.remark(groupsUnsaidText(groupsUnsaid, folder!));
  const called = await runsCalled(studio);
  await context.answer({ run: runs.length === 1 ? runs[0] : null, ...result, testLedger, ownConsistency, verdict: null }, () =>
    paragraphs(
      togetherText(result, called),
      metricsText(metrics, splitNames[split] ?? split, chosenOnTheseImages),
      testLedger && testLedgerText(testLedger),
      ownConsistency && consistencyText(ownConsistency),
    ),
  );
}

const groupsUnsaidText = (pictures: number, folder: string): string =>
  `Note: ${counted(pictures, 'picture is', 'pictures are')} counted one by one, since nobody said which belong together; those of the run lie in groups. Where these do too, the interval is too narrow until you say so: graft datasets groups ${shellWord(printable(folder))} --by …`;

/** How familiar each picture is that this is known of; null where it is of none. */
function familiarPictures(answers: Iterable<EvaluatedPicture>, alarm: FamiliarityRule): NonNullable<EvaluationJson['familiarity']>['pictures'] {
  const pictures = Array.from(answers, ({ file, familiarity }) => (typeof familiarity === 'number' ? [{ file, ...familiarityOf(familiarity, alarm) }] : [])).flat();
  return pictures.length > 0 ? pictures : null;
}

type WriteAnswers = (evaluation: Pick<RunEvaluation, 'answers' | 'skipped'>, classes: readonly string[], more?: EvaluationColumns) => Promise<void>;

/** The table is checked before any work is done for it, and is there when all of it is. */
async function withTable<T>(
  context: Context,
  studio: Studio,
  csv: string | undefined,
  { folder, bom }: { folder: string | undefined; bom: boolean },
  work: (write: WriteAnswers) => Promise<T>,
): Promise<T> {
  if (csv === undefined) return work(async () => undefined);
  const { createEvaluationTable, evaluationHeader } = await import('../files/evaluation-table.ts');
  const { datasetRoots, keepDatasetFiles } = await import('./keep-dataset-files.ts');
  await keepDatasetFiles(await datasetRoots(studio), csv, 'csv', evaluationHeader);
  const table = await createEvaluationTable(csv, { inputs: folder === undefined ? [] : [folder], bom });
  try {
    const result = await work(({ answers, skipped }, classes, more) => table.write(answers(), skipped, classes, more));
    if (!context.json) context.remark(`Wrote what it answered to ${csv}`);
    return result;
  } finally {
    await table.discard();
  }
}
