import path from 'node:path';
import { ensureFolder } from '../../core/data-folder.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { imageDetails } from '../../core/datasets/views/image-details.ts';
import { createOutputFile } from '../../core/files/output-file.ts';
import { compareForms, templateNet } from '../../core/runs/use/equivalent-forms.ts';
import { getDataset, getVersion } from '../../core/store/datasets.ts';
import type { BesidePaper } from '../../core/studies/beside-paper.ts';
import { getStudy } from '../../core/store/studies.ts';
import { knownClusters } from '../../core/studies/cluster/at-the-door.ts';
import { cellsOf } from '../../core/studies/expand-study.ts';
import { listStudyRows } from '../../core/studies/list-studies.ts';
import { planStudy, studyNotices } from '../../core/studies/plan-study.ts';
import { presetSpec } from '../../core/studies/preset-spec.ts';
import { studyPreset, studyPresets } from '../../core/studies/presets/study-presets.ts';
import type { StudyPreset } from '../../core/studies/presets/study-preset.ts';
import { trialCosts, trialSeconds } from '../../core/studies/study-budget.ts';
import { epochsOfStudy } from '../../core/studies/study-epochs.ts';
import { studyReport } from '../../core/studies/study-report.ts';
import type { StoredStudy } from '../../core/store/studies.ts';
import type { ClusterView, PresetView, StartInput, StudyCard, StudyView } from '../../shared/contract/study-calls.ts';
import type { ClusterSettings, StudyCluster } from '../../shared/study-cluster.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';

/** As it was last scanned: a form asks at every change. Only an id will do, a path of the window's never names a folder. */
async function plannedStudy({ studio }: Desk, spec: StudySpec) {
  const data = await datasetForTraining(studio.db, needDataset(studio.db, spec.dataset).id, { rescan: false });
  return { data, planned: await planStudy(studio, data, { ...spec, dataset: data.dataset.id, budget: null }) };
}

function presetView({ id, title, question, base, vary, repeats, claims, paper }: StudyPreset): PresetView {
  const { numbers = [], ...facts } = paper ?? {};
  return {
    preset: id,
    title,
    question,
    claims: claims.map((claim) => ({ claim: claim.id, text: claim.text })),
    varies: vary.map(({ field, values }) => ({ field, values })),
    repeats,
    isDrawn: base.net !== undefined || vary.some(({ field }) => field === 'net'),
    names: numbers.map(({ name, cell }) => ({ name, cell })),
    paper: paper ? (facts as PresetView['paper']) : null,
  };
}

/** What all was trained with stands in the study's spec. */
const besideView = ({ numbers, ourRecipe: _, ...facts }: BesidePaper): StudyView['paper'] => ({ ...facts, numbers: [...numbers] });

const datasetIdOf = ({ studio: { db } }: Desk, { datasetVersionId }: StoredStudy): string => getVersion(db, datasetVersionId).datasetId;

function studyCard(desk: Desk, study: StoredStudy, { status, done, failed, total }: Pick<StudyCard, 'status' | 'done' | 'failed' | 'total'>): StudyCard {
  const { id, createdAtMs, finishedAtMs, spec } = study;
  const { title, question, preset } = spec;
  return { study: id, title, question, preset, dataset: datasetIdOf(desk, study), status, done, failed, total, createdAtMs, finishedAtMs };
}

const clusterView = ({ address, job, cpusPerTrial, gpusPerTrial, lost = null }: StudyCluster): ClusterView => ({ address, job, cpusPerTrial, gpusPerTrial, lost: job === null ? null : lost });

/** @throws StudioError `not-found` */
function clusterLike({ studio }: Desk, { like, ...asked }: NonNullable<StartInput['cluster']>): ClusterSettings | null {
  const { cluster } = getStudy(studio.db, like);
  if (!cluster) return null;
  const { address, tokenFile, storage, checkout } = cluster;
  return { address, tokenFile, storage, checkout, ...asked };
}

function studyView(desk: Desk, id: number): StudyView {
  const { study, status, chart, trials, rows, verdicts, paper, curve, classes, recommended, asGood, canGoOn } = studyReport(desk.studio, id);
  const counted = (states: readonly string[]) => trials.filter(({ state }) => states.includes(state)).length;
  return {
    ...studyCard(desk, study, { status, done: counted(['done', 'reused']), failed: counted(['failed']), total: trials.length }),
    spec: study.spec,
    steps: study.steps,
    chart,
    rows: [...rows],
    trials: trials.map(({ trial: { position, row, repeat, runId, part }, state, result }) => ({
      position,
      row,
      repeat,
      run: runId,
      state,
      accuracy: result?.accuracy ?? null,
      isWhole: part === null,
    })),
    verdicts: [...verdicts],
    paper: paper && besideView(paper),
    curve,
    classes: [...classes],
    recommended,
    asGood: [...asGood],
    canGoOn,
    cluster: study.cluster && clusterView(study.cluster),
    error: study.error,
  };
}

export const studyHandlers = {
  presets: os.studies.presets.handler(() => studyPresets.map(presetView)),

  fromPreset: os.studies.fromPreset.handler(({ context: { studio }, input: { preset, dataset, base } }) =>
    presetSpec(studio, studyPreset(preset), needDataset(studio.db, dataset).id, base ? { base } : {}),
  ),

  plan: os.studies.plan.handler(async ({ context, input }) => {
    const { planned } = await plannedStudy(context, input.spec);
    return {
      spec: { ...planned.spec, budget: input.spec.budget },
      cells: cellsOf(planned.spec.vary),
      trials: planned.trials.map(({ row, repeat, twin }) => ({ row, repeat, reused: twin ?? null })),
      notices: studyNotices(planned.trials),
    };
  }),

  estimate: os.studies.estimate.handler(async ({ context, input: { spec } }) => {
    const { data, planned } = await plannedStudy(context, spec);
    const costs = await trialCosts(data, planned.trials, context.estimates.of);
    return { seconds: costs.reduce((sum, cost, i) => sum + (planned.trials[i]!.twin === undefined ? trialSeconds(cost) : 0), 0) };
  }),

  clusters: os.studies.clusters.handler(({ context: { studio } }) =>
    knownClusters(studio).map(({ study, cluster: { address, storage, cpusPerTrial, gpusPerTrial, retries } }) => ({ study, address, storage, cpusPerTrial, gpusPerTrial, retries })),
  ),

  start: os.studies.start.handler(async ({ context, input: { spec, cluster } }) => {
    const { id: dataset } = needDataset(context.studio.db, spec.dataset);
    return studyView(context, await context.studies.start({ ...spec, dataset }, cluster ? clusterLike(context, cluster) : null));
  }),

  list: os.studies.list.handler(({ context, input }) => {
    const { id } = needDataset(context.studio.db, input.dataset);
    return listStudyRows(context.studio)
      .filter(({ study }) => datasetIdOf(context, study) === id)
      .map((row) => studyCard(context, row.study, row));
  }),

  show: os.studies.show.handler(({ context, input }) => studyView(context, input.study)),

  stop: os.studies.stop.handler(async ({ context, input: { study } }) => {
    await context.studies.stop(study);
    return studyView(context, study);
  }),

  resume: os.studies.resume.handler(({ context, input: { study } }) => {
    context.studies.resume(study);
    return studyView(context, study);
  }),

  remove: os.studies.remove.handler(({ context, input: { study, withRuns } }) => context.studies.remove(study, { withRuns })),

  report: os.studies.report.handler(async ({ context: { studio, files }, input: { study, language } }) => {
    const report = studyReport(studio, study);
    const folder = ensureFolder(studio.folder.exports);
    const { name } = getDataset(studio.db, getVersion(studio.db, report.study.datasetVersionId).datasetId);
    const file = path.join(folder, `study-${study}-${name.replace(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 60)}.html`);
    const page = await createOutputFile(file, { field: 'study', kind: 'text' });
    try {
      // Only who saves a report needs the terminal's tables.
      const { studyPage } = await import('../words/study-page.ts');
      const { pageWords } = await import('../papers/page-words.ts');
      await page.append(studyPage(report, epochsOfStudy(studio, report), pageWords(language, studio)));
      await page.commit();
    } finally {
      await page.discard();
    }
    return { file: files.register(file), folder };
  }),

  forms: os.studies.forms.handler(({ context: { studio }, input: { dataset, image, cardinality, width }, signal }) => {
    const [picture] = imageDetails(studio.db, needDataset(studio.db, dataset).id, [image]);
    return compareForms(studio, { of: templateNet(cardinality, width), block: 'stage1.1', picture: picture!.path, signal });
  }),
};
