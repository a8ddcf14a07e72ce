import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { familiarityOf, usualFalseAlarmRate } from '../../shared/familiarity.ts';
import type { FamiliarityRule } from '../../shared/familiarity.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';
import type { SetWish } from '../../shared/answer-sets.ts';
import type { CalibratedSets } from '../../core/runs/use/answer-sets.ts';
import type { Answer } from '../../shared/trainer-protocol.ts';
import { StudioError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { shortFloat } from '../files/feature-table.ts';
import { predictionHeader, type PredictionLine } from '../files/prediction-table.ts';
import { bomOption } from '../flags/csv-option.ts';
import { addFalseAlarmOption } from '../flags/false-alarm-option.ts';
import { addSetOptions, setWish } from '../flags/set-options.ts';
import { examples } from './examples.ts';
import { datasetRoots, keepDatasetFiles } from './keep-dataset-files.ts';
import { looksText } from '../words/together-text.ts';
import { addTogetherOptions } from '../flags/together-options.ts';
import { wholeNumber } from '../flags/option-values.ts';
import { familiarityRuleText } from '../words/familiarity-text.ts';
import { predictionText } from '../words/prediction-text.ts';
import { setsText } from '../words/calibration-text.ts';
import { modelArgument } from './run-argument.ts';
import { finishPredicting, openTable, predictionColumns, type PredictOptions } from './prediction-output.ts';
import { addPathOptions, streamAnswers } from './stream-answers.ts';
import { withEngineAhead } from './with-engine-ahead.ts';

export function registerPredict(program: Command, context: Context): void {
  const predict = program
    .command('predict')
    .description('classify pictures with a run or an exported model; a bad file gets its reason and stops nothing')
    .argument('<run or export folder>', 'number or name of a run, a data set (its pinned run, else the best), or a folder made by graft export (or the model file in it); a+b: several together')
    .argument('<files...>', 'pictures, folders of pictures, or - for paths on stdin')
    .option('--top <n>', 'classes a picture', wholeNumber('top', 1), 5)
    .option('--csv <file>', 'write a table instead of a line a picture; - writes it to stdout')
    .addOption(bomOption());
  addPathOptions(addFalseAlarmOption(addSetOptions(addTogetherOptions(predict)))).action((reference: string, inputs: string[], options: PredictOptions) =>
    isNoFile(reference) ? withEngineAhead('predict', undefined, () => predictAll(context, reference, inputs, options)) : predictAll(context, reference, inputs, options),
  );
  examples(predict, [
    'graft predict 3 photo.jpg ~/pictures/new',
    'graft predict ./leaves-model photo.jpg --top 1 --json',
    'graft predict 3 photo.jpg --sets 0.9',
    'find . -name "*.jpg" -print0 | graft predict 3 - -0 --csv out.csv',
    'graft predict 3+4+7 ~/pictures/new --combine vote --csv members.csv',
    'graft predict 3 photo.jpg --tta tencrop',
  ]);
}

/** What names no file means one run, or nothing: an engine gets ready for it before all else is loaded. */
const isNoFile = (reference: string): boolean => !reference.includes('+') && !existsSync(reference);

async function predictAll(context: Context, reference: string, inputs: string[], options: PredictOptions): Promise<void> {
  const { topK } = await import('../../core/evaluation/top-k.ts');
  const { exportMeant } = await import('../../core/references/model-meant.ts');
  const exportFolder = await exportMeant(reference);
  const wish = setWish(options);
  if ((wish || options.falseAlarm !== undefined) && (options.tta !== 'none' || (exportFolder === null && reference.includes('+')))) throw ofOneModel(wish ? 'sets' : 'falseAlarm');
  if (exportFolder === null && reference.includes('+')) {
    const { predictMembers } = await import('./predict-members.ts');
    if (await predictMembers(context, reference, inputs, options)) return;
  }
  const looks = looksText(options.tta);
  if (looks !== null) context.remark(looks);
  const table = await openTable(context, exportFolder, inputs, options);
  const top = (values: Float32Array, classes: readonly string[]) =>
    topK(values, classes.length, 0, options.top).map(({ index, probability }) => ({
      label: classes[index]!,
      probability: shortFloat(probability),
    }));
  const { answerSet } = await import('../../core/evaluation/answer-sets.ts');
  const tell = ({ sets, alarm }: Rules) => async (answer: Answer, classes: readonly string[]): Promise<void> => {
    const line: PredictionLine =
      'error' in answer
        ? { file: answer.file, error: answer.error }
        : { file: answer.file, top: top(answer.values, classes), ...(sets && { set: answerSet(answer.values, 0, classes.length, sets).map((at) => classes[at]!) }), ...(alarm && answer.familiarity !== undefined && { familiarity: familiarityOf(answer.familiarity, alarm) }) };
    await table?.append(line);
    await context.event(line);
    if ('error' in line) context.remark(`${printable(line.file)}: ${printable(line.error.message)}`);
    else if (!table) await context.print(predictionText(line));
  };
  try {
    const { csv } = options;
    const keep = async (roots: readonly string[]): Promise<void> => {
      if (csv !== undefined && csv !== '-') await keepDatasetFiles(roots, csv, 'csv', predictionHeader(options.top, predictionColumns(options)));
    };
    const counts = await withModel(context, { reference, exportFolder, looks: options.tta, wish, falseAlarm: options.falseAlarm }, keep, (predict, rules) => {
      if (rules.sets) context.remark(setsText(rules.sets));
      if (rules.alarm && (options.falseAlarm !== undefined || rules.alarm.threshold === null)) context.remark(familiarityRuleText(rules.alarm));
      const tellOne = tell(rules);
      return streamAnswers(context, inputs, options, (files, count) => predict(files, (answer, classes) => count(answer, () => tellOne(answer, classes))));
    });
    await finishPredicting(context, table, counts, options.csv);
  } finally {
    await table?.discard();
  }
}

type Predict = (
  files: AsyncIterable<string>,
  onAnswer: (answer: Answer, classes: readonly string[]) => void | Promise<void>,
) => Promise<void>;

/** By what answers are judged; null where that was not asked, or a model does not know. */
interface Rules {
  readonly sets: CalibratedSets | null;
  readonly alarm: FamiliarityRule | null;
}

interface Model {
  reference: string;
  /** The export that it is as a path, null where it is none. */
  exportFolder: string | null;
  looks: TestTimeAugmentation;
  /** The answer sets that are asked for. */
  wish: SetWish | null;
  /** Share of known pictures that may be taken for unknown ones, where it is given. */
  falseAlarm: number | undefined;
}

/** Sets and alarms are made of what one run answers for its pictures as they are. */
const ofOneModel = (field: 'sets' | 'falseAlarm'): StudioError =>
  new StudioError('bad-usage', `${field === 'sets' ? '--sets' : '--false-alarm'} goes with one model that looks once`, { field, hint: 'Leave out --tta, and name one run or export.' });

/**
 * An export folder needs no database: one that is broken, or whose disk is, keeps nobody from using it. `check` gets the folders of
 * the data sets that are known.
 */
async function withModel<T>(
  context: Context,
  { reference, exportFolder: folder, looks, wish, falseAlarm }: Model,
  check: (datasetRoots: readonly string[]) => Promise<void>,
  work: (predict: Predict, rules: Rules) => Promise<T>,
): Promise<T> {
  const { isPath } = await import('../../core/references/spelling.ts');
  const { predictFiles, predictFilesByExport } = await import('../../core/runs/use/predict.ts');
  const { setsOfExport, setsOfRun } = await import('../../core/runs/use/answer-sets.ts');
  const { familiarityOfExport, familiarityOfRun, noIndex } = await import('../../core/runs/use/familiarity.ts');
  const byExport = async (place: string): Promise<T> => {
    const alarm = await familiarityOfExport(place, falseAlarm);
    if (alarm === null && falseAlarm !== undefined) throw noIndex(place);
    return work((files, onAnswer) => predictFilesByExport(place, files, onAnswer, looks), { sets: wish && (await setsOfExport(place, wish)), alarm });
  };
  if (folder !== null && isPath(reference)) {
    await check(await rootsIfReadable(context));
    return byExport(folder);
  }
  let isOpen = false;
  const byStudio = async (studio: Studio): Promise<T> => {
    isOpen = true;
    await check(await datasetRoots(studio));
    const model = await modelArgument(context, studio, reference);
    if (typeof model !== 'number') return byExport(model.exportFolder);
    const alarm = await familiarityOfRun(studio, model, falseAlarm ?? usualFalseAlarmRate);
    if (alarm === null && falseAlarm !== undefined) throw noIndex((await import('../../core/store/run-called.ts')).calledRun(studio.db, model));
    return work((files, onAnswer) => predictFiles(studio, model, files, onAnswer, looks), { sets: wish && setsOfRun(studio, model, wish), alarm });
  };
  try {
    // An export may need no engine; a name that is a folder's too is not known to be a run's yet.
    return await (folder === null && !isNoFile(reference) ? withEngineAhead('predict', undefined, () => context.withStudio(byStudio)) : context.withStudio(byStudio));
  } catch (error) {
    if (isOpen || folder === null) throw error;
    return byExport(folder);
  }
}

/** Only to look: none where there is no database, which is not made for it. */
async function rootsIfReadable(context: Context): Promise<string[]> {
  const { dataFolder } = await import('../../core/data-folder.ts');
  if (!existsSync(dataFolder(context.dataDir).database)) return [];
  try {
    return await context.withStudio(datasetRoots);
  } catch (error) {
    // Whatever keeps the database from being read keeps nobody from predicting with an export; nothing else is thrown on purpose here.
    if (error instanceof StudioError) return [];
    throw error;
  }
}
