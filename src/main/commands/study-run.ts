import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { StudyChanges } from '../../core/studies/preset-spec.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import { runSettings } from '../../shared/run-settings.ts';
import { studySpecSchema } from '../../shared/study-spec.ts';
import type { StudySpec, StudyVariation } from '../../shared/study-spec.ts';
import { layoutOption } from '../flags/layout-option.ts';
import { wholeNumber } from '../flags/option-values.ts';
import { addClusterOptions, clusterSettings } from '../flags/cluster-flags.ts';
import type { ClusterOptions } from '../flags/cluster-flags.ts';
import { settingFlags } from '../flags/setting-flags.ts';
import { cuts, variation } from '../flags/study-flags.ts';
import type { Context } from '../terminal/context.ts';
import { counted } from '../terminal/units.ts';
import { noticeObject } from '../words/notice-text.ts';
import { settingWords } from '../words/setting-words.ts';
import { inEnglish } from '../words/study-language.ts';
import { cellsNotices, plannedStudyText } from '../words/study-text.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { followStudy } from './follow-study.ts';
import { netArgument } from './net-argument.ts';
import { runsCalled } from './run-argument.ts';
import { addSpecOptions, specFromOptions } from './run-spec-options.ts';

interface StudyOptions extends ClusterOptions {
  readonly vary?: StudyVariation[];
  readonly cuts?: string[];
  readonly seeds?: number;
  readonly folds?: number;
  readonly executor?: StudySpec['executor'];
  readonly dryRun?: boolean;
  readonly bundlesOnly?: boolean;
  readonly layout?: LayoutKind;
}

/** What is said of a run means something else of a study. */
const wordsOfStudy = {
  ...settingWords,
  name: { ...settingWords.name, help: 'title of the study' },
  timeBudgetSeconds: { ...settingWords.timeBudgetSeconds, help: 'for all of it, such as 10m or 1h: gives every cell the same number of steps, as many as fit' },
};

export function registerStudyRun(study: Command, context: Context): void {
  const run = study
    .command('run')
    .description('run every cell of a study as often as it is repeated; runs that are there already are taken over')
    .argument('<preset or file>', 'a preset (graft study presets), or a file with a study as JSON')
    .argument('[data set]', 'id, name or folder; a file may name it itself')
    .option('--vary <field=values>', "vary a setting, net.… inside the network, or trainShare: lr=0.01,0.03; in place of a preset's own values", variation)
    .option('--cuts <cuts>', 'where freeze-depth cuts: head,stage4,stage3', cuts)
    .option('--seeds <n>', 'how often each cell is run, with another seed', wholeNumber('seeds', 1, 100))
    .addOption(new Option('--folds <k>', 'instead of seeds: folds of cross-validation').argParser(wholeNumber('folds', 2, 50)).conflicts('seeds'))
    .addOption(new Option('--executor <where>', 'where trials run').choices(['local', 'ray']))
    .option('--bundles-only', 'with --executor ray: write the trials into the shared folder and submit nothing, for another batch system')
    .option('--dry-run', 'print the trials, and train nothing');
  addSpecOptions(addClusterOptions(run), settingFlags(runSettings, wordsOfStudy))
    .addOption(layoutOption())
    .action((what: string, dataset: string | undefined, options: StudyOptions) => context.withStudio((studio) => begin(context, studio, what, dataset, options)));
  examples(run, ['graft study run freeze-depth leaves', 'graft study run seeds leaves --vary lr=0.001,0.003,0.01 --seeds 5', 'graft study run study.json leaves --time-budget 1h', 'graft study run seeds leaves --executor ray --storage /shared/graft --token-file ~/.ray-token']);
}

async function begin(context: Context, studio: Studio, what: string, dataset: string | undefined, options: StudyOptions): Promise<void> {
  const { timeBudgetSeconds, name, ...base } = specFromOptions({ ...options });
  const changes: StudyChanges = {
    base: { ...base, ...(base.net !== undefined && { net: await netArgument(base.net) }) },
    vary: [...(options.vary ?? []), ...(await variedCuts(options.cuts))],
    repeats: options.folds !== undefined ? { folds: options.folds } : options.seeds !== undefined ? { seeds: options.seeds } : undefined,
    budgetSeconds: timeBudgetSeconds,
    executor: options.executor,
  };
  const told = await specOf(studio, what, dataset, changes);
  const cluster = told.executor === 'ray' ? clusterSettings(options) : null;
  const { studyForCluster } = await import('../../core/studies/cluster/at-the-door.ts');
  const asked = await studyForCluster(told, cluster, { isSubmitted: options.bundlesOnly !== true && options.dryRun !== true });
  const data = await datasetToTrainOn(context, studio.db, asked.dataset, options.layout);
  const { planStudy, studyNotices } = await import('../../core/studies/plan-study.ts');
  const progress = context.progress('Measuring', 'cells');
  const spec = { ...asked, dataset: data.dataset.id, ...(name !== undefined && { title: name }) };
  const planned = await planStudy(studio, data, spec, (done, total) => progress.update(done, total)).finally(() => progress.clear());
  const notices = studyNotices(planned.trials);
  const { namesInPaper } = await import('../../core/studies/beside-paper.ts');
  const names = namesInPaper(planned.spec);
  const called = await runsCalled(studio);
  if (options.dryRun === true) {
    const trials = planned.trials.map(({ cell, repeat, spec: run, part, twin }) => ({ cell, repeat, spec: run, part, reused: twin ?? null }));
    const cells = new Map(planned.trials.map(({ row, cell }) => [row, cell]));
    const told = notices.map(({ notice, rows }) => ({ ...noticeObject(notice, called), cells: rows.map((row) => cells.get(row)) }));
    await context.answer({ spec: planned.spec, steps: planned.steps, trials, notices: told }, () => plannedStudyText(planned, notices, called, names));
    return;
  }
  for (const line of cellsNotices(notices, planned.trials, called, { ...inEnglish, names })) context.remark(line);
  const { storeStudy } = await import('../../core/studies/run-study.ts');
  const { id } = storeStudy(studio, data.version.id, planned, cluster);
  if (options.bundlesOnly === true) return writeBundles(context, studio, id);
  await context.print(cluster ? `Study ${id} has begun; Ctrl-C leaves it to the cluster, graft study resume ${id} follows it again, graft study stop ${id} ends it.` : `Study ${id} has begun; Ctrl-C stops it, graft study resume ${id} goes on.`);
  await followStudy(context, studio, id);
}

async function writeBundles(context: Context, studio: Studio, id: number): Promise<void> {
  const { writeStudyFile, writeTrials } = await import('../../core/studies/cluster/submit-study.ts');
  const { clusterFolders } = await import('../../core/studies/cluster/cluster-of-study.ts');
  const { getStudy } = await import('../../core/store/studies.ts');
  const open = await writeTrials(studio, id, () => undefined);
  const cluster = getStudy(studio.db, id).cluster!;
  await writeStudyFile(cluster, open);
  const { study } = clusterFolders(cluster);
  await context.answer({ study: id, folder: study, trials: open.length }, () => `Study ${id}: ${counted(open.length, 'trial')} in ${study}/trials, each for graft trial run; graft study show ${id} takes in what is done.`);
}

async function variedCuts(given: readonly string[] | undefined): Promise<StudyVariation[]> {
  if (!given) return [];
  const { freezeAt } = await import('../../core/studies/preset-spec.ts');
  return [{ field: 'freeze', values: given.map(freezeAt) }];
}

/** @throws StudioError `bad-usage` | `not-found` */
async function specOf(studio: Studio, what: string, dataset: string | undefined, changes: StudyChanges): Promise<StudySpec> {
  const { changedStudy, presetSpec } = await import('../../core/studies/preset-spec.ts');
  if (!/[./\\]/.test(what)) {
    const { studyPreset } = await import('../../core/studies/presets/study-presets.ts');
    const preset = studyPreset(what);
    if (dataset === undefined) throw withoutDataset();
    return presetSpec(studio, preset, dataset, changes);
  }
  return changedStudy(specInFile(what, dataset), changes);
}

const withoutDataset = (): StudioError => new StudioError('bad-usage', 'No data set is given', { field: 'dataset', hint: 'Name one after the preset: graft study run freeze-depth leaves.' });

function specInFile(file: string, dataset: string | undefined): StudySpec {
  const refuse = (problem: string, cause: unknown): never => {
    throw new StudioError('bad-usage', `${file} is no study: ${problem}`, { field: 'study', hint: 'graft study run freeze-depth leaves --dry-run --json shows one whole, as "spec".', cause });
  };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse((error as Error).message, error);
  }
  if (typeof content !== 'object' || content === null) return refuse('it holds no JSON object', undefined);
  if (dataset === undefined && !('dataset' in content)) throw withoutDataset();
  const parsed = studySpecSchema.safeParse({ ...content, ...(dataset !== undefined && { dataset }) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(`${issue!.path.join('.')} ${issue!.message}`.trim(), parsed.error);
}
