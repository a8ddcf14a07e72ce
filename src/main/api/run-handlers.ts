import path from 'node:path';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../../core/datasets/scanning/dataset-for-training.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { notesOnRecipe } from '../../core/runs/use/notes-on-recipe.ts';
import { rateTold } from '../../core/runs/use/told-rate.ts';
import { recipeInText } from '../../core/runs/use/read-recipe.ts';
import { recipeHere } from '../../core/runs/use/recipe-here.ts';
import { exportTold } from '../../core/runs/use/export.ts';
import { fitTimeBudget } from '../../core/runs/lifecycle/estimate-run.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { planWithBudget } from '../../core/runs/lifecycle/plan-with-budget.ts';
import type { PlannedRun } from '../../core/runs/plan/plan-run.ts';
import { thisComputer } from '../../core/runs/lifecycle/computer-here.ts';
import { runName } from '../../core/runs/lifecycle/run-name.ts';
import { ensureFolder, runFolder } from '../../core/data-folder.ts';
import { folderSizeBytes } from '../../core/files/folder-size.ts';
import { epochReports, exportView, runDetails } from '../../core/runs/results/run-report.ts';
import { listRunRows, runRow } from '../../core/runs/results/run-view.ts';
import { pinRun, unpinRun } from '../../core/store/best-runs.ts';
import { listExports } from '../../core/store/exports.ts';
import { updateRun } from '../../core/store/runs.ts';
import type { PlanView } from '../../shared/contract/plan-view.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import { trainCommandLine } from '../flags/train-command-line.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';

/** As it was last scanned: a form asks at every change. Only an id will do, a path of the window's never names a folder. */
const lastScanned = ({ studio }: Desk, dataset: string): Promise<TrainingDataset> =>
  datasetForTraining(studio.db, needDataset(studio.db, dataset).id, { rescan: false });

/** With a time budget the epochs that fit, where a probe of this plan is known; else what will happen is said. */
async function planned(desk: Desk, data: TrainingDataset, spec: RunSpec): Promise<PlannedRun> {
  const { studio, estimates } = desk;
  const plain = await planHere(studio, data, spec);
  if (spec.timeBudgetSeconds === undefined) return plain;
  const known = estimates.known(data.version.id, plain.plan);
  if (known) return (await planWithBudget(studio, data, spec, async () => known)).planned;
  const notice = { about: 'budget-not-measured', budgetSeconds: spec.timeBudgetSeconds } as const;
  return { ...plain, notices: [...plain.notices, notice] };
}

function planView(data: TrainingDataset, spec: RunSpec, run: PlannedRun): PlanView {
  const { plan, reasons, notices, parts, cacheBytes, disk } = run;
  const images = { train: 0, val: 0, test: 0 };
  for (const { split } of data.images) images[split] += 1;
  return {
    plan,
    reasons: [...reasons],
    notices: [...notices],
    parts: [...parts],
    cacheBytes,
    disk,
    command: trainCommandLine(data.dataset.id, spec),
    classes: data.classes.length,
    images,
  };
}

export const runHandlers = {
  plan: os.runs.plan.handler(async ({ context, input: { dataset, spec } }) => {
    runName(spec.name);
    const data = await lastScanned(context, dataset);
    return planView(data, spec, await planned(context, data, spec));
  }),

  estimate: os.runs.estimate.handler(async ({ context: desk, input: { dataset, spec } }) => {
    const { studio, estimates } = desk;
    const data = await lastScanned(desk, dataset);
    const asked = await planHere(studio, data, spec);
    const estimate = await estimates.of(data, asked);
    const { plan } =
      spec.timeBudgetSeconds === undefined ? asked : fitTimeBudget(asked.plan, estimate, spec.timeBudgetSeconds);
    const epochs = plan.phases.at(-1)!.epochs;
    const saved = (asked.plan.phases.at(-1)!.epochs - epochs) * estimate.secondsPerEpoch.at(-1)!;
    const { minutes, secondsPerEpoch, featureSeconds, peakMemoryBytes } = estimate;
    return {
      minutes: minutes - saved / 60,
      epochs,
      secondsPerEpoch: [...secondsPerEpoch],
      featureSeconds: [...featureSeconds],
      peakMemoryBytes,
    };
  }),

  findRate: os.runs.findRate.handler(async ({ context: { studio, events }, input: { dataset, spec }, signal }) => {
    const data = await datasetForTraining(studio.db, needDataset(studio.db, dataset).id, { rescan: false });
    return rateTold(studio, events, data, await planHere(studio, data, spec), signal);
  }),

  start: os.runs.start.handler(({ context: { studio, runs }, input: { dataset, spec } }) =>
    runs.start(needDataset(studio.db, dataset).id, spec),
  ),

  list: os.runs.list.handler(({ context: { studio }, input: { dataset } }) =>
    listRunRows(studio, dataset === undefined ? undefined : needDataset(studio.db, dataset).id),
  ),

  show: os.runs.show.handler(({ context: { studio, runs }, input: { run } }) => runDetails(studio, run, runs.progress(run))),

  curves: os.runs.curves.handler(({ context: { studio }, input: { runs } }) => runs.map((run) => ({ run, epochs: epochReports(studio, run) }))),

  pause: os.runs.pause.handler(({ context: { runs }, input: { run } }) => runs.pause(run)),

  stop: os.runs.stop.handler(({ context: { runs }, input: { run } }) => runs.stop(run)),

  resume: os.runs.resume.handler(({ context: { runs }, input: { run } }) => runs.resume(run)),

  finish: os.runs.finish.handler(({ context: { runs }, input: { run } }) => runs.finish(run)),

  edit: os.runs.edit.handler(({ context: { studio }, input: { run, name, note } }) => {
    updateRun(studio.db, run, {
      ...(name === undefined ? {} : { name: runName(name) }),
      ...(note === undefined ? {} : { note: note?.trim() || null }),
    });
    return runRow(studio, run);
  }),

  pin: os.runs.pin.handler(({ context: { studio }, input: { run, isPinned } }) => {
    if (isPinned) pinRun(studio.db, run);
    else unpinRun(studio.db, run);
    return runRow(studio, run);
  }),

  size: os.runs.size.handler(async ({ context: { studio }, input: { runs } }) => {
    const { folder } = studio;
    const sizes = await Promise.all(runs.map((run) => folderSizeBytes(runFolder(folder, run))));
    return { sizeBytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
  }),

  remove: os.runs.remove.handler(({ context: { runs }, input: { run } }) => runs.remove(run)),

  like: os.runs.like.handler(async ({ context: { studio }, input: { dataset, name, text } }) => {
    const recipe = await recipeHere(studio, recipeInText(name, text));
    return { spec: recipe.spec, notes: await notesOnRecipe(studio, recipe, dataset) };
  }),

  report: os.runs.report.handler(async ({ context: { studio, files, thumbnails }, input: { run, language } }) => {
    const folder = ensureFolder(studio.folder.exports);
    // Only who saves a report needs the words of both languages.
    const { writeReport } = await import('../papers/write-report.ts');
    const { out } = await writeReport(studio, run, path.join(folder, `${run}-report.html`), { language, computer: thisComputer(), thumbnails, replaces: true });
    return { file: files.register(out), folder };
  }),

  export: os.runs.export.handler(async ({ context: { studio, events }, input: { run, format, force = false, sets } }) => {
    const { folder, notListed } = await exportTold(studio, events, run, { format, force, sets });
    if (notListed) throw notListed;
    return exportView(listExports(studio.db, run).find((row) => row.folder === folder && row.format === format)!);
  }),
};
