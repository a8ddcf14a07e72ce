import { useI18n } from 'vue-i18n';
import { errorDoorActs } from '../components/door-acts.ts';
import { isSplitOpen } from '../composables/window-state.ts';
import { useFormat } from '../composables/use-format.ts';
import { useBackbones } from '../stores/backbones.ts';
import { useDraft } from '../stores/draft.ts';
import { usePlan } from '../stores/plan.ts';
import { useProject } from '../stores/project.ts';
import { useRuns } from '../stores/runs.ts';
import { useSystem } from '../stores/system.ts';
import { useToasts } from '../stores/toasts.ts';
import { askForFolder, openFolder, relinkProject, rescanProject, telling } from '../window/open-project.ts';
import { router } from '../window/router.ts';
import type { ErrorDoorId, ErrorSubject } from '../words/error-doors.ts';

/** What each door of an error does (`words/error-doors.ts` says which has which). Called once, by the frame. */
export function useErrorDoorActs(): void {
  const { t } = useI18n();
  const { count, significant } = useFormat();
  const toasts = useToasts();
  const runs = useRuns();
  const draft = useDraft();
  const project = useProject();

  const to = (name: string, query: Record<string, string | number> = {}) => ({ dataset }: ErrorSubject) =>
    router.push({ name, params: { dataset }, query });

  /** Of the run that failed, else of the plan of the next one: what it trains its last phase with. */
  const phaseOf = (run: number | undefined) => {
    const plan = (run === undefined ? null : runs.rowOf(run)?.plan) ?? usePlan().plan?.plan;
    return plan?.phases.at(-1);
  };

  async function change(subject: ErrorSubject, keys: Parameters<typeof draft.change>[0], said: string): Promise<void> {
    await project.open(subject.dataset!);
    draft.change(keys);
    toasts.show(said);
    await router.push({ name: 'train', params: { dataset: subject.dataset } });
  }

  const acts: Record<ErrorDoorId, (subject: ErrorSubject) => unknown> = {
    'base-model': to('model'),
    data: to('data'),
    evaluate: to('evaluate'),
    train: to('train'),
    use: to('use'),
    runs: to('evaluate', { tab: 'runs' }),
    'clear-cache': () => router.push({ name: 'settings', hash: '#caches' }),
    import: () => router.push({ name: 'models', query: { import: '1' } }),
    'open-folder': () => askForFolder(),
    'open-this-folder': ({ folder }) => openFolder(folder!),
    relink: ({ dataset }) => relinkProject(dataset!, { title: t('frame.relink.title'), note: t('frame.relink.text'), action: t('frame.relink.action') }, (same) =>
      toasts.show(t('frame.relink.done', { n: count(same) }, same), { kind: 'done' }),
    ),
    async rescan({ dataset }) {
      await project.open(dataset!);
      await rescanProject();
    },
    async split(subject) {
      await to('data')(subject);
      isSplitOpen.value = true;
    },
    download: ({ backbone }) => useBackbones().download(backbone!),
    resume: ({ run }) => runs.resume(run!),
    'stop-run': ({ run }) => runs.stop(run!),
    'smaller-batch': (subject) => {
      const batchSize = Math.max(1, Math.floor((draft.spec.batchSize ?? phaseOf(subject.run)?.batchSize ?? 16) / 2));
      return change(subject, { batchSize }, t('errors.did.smallerBatch', { n: count(batchSize) }, batchSize));
    },
    'lower-rate': (subject) => {
      const learningRate = Number(((draft.spec.learningRate ?? phaseOf(subject.run)?.learningRate ?? 1e-3) / 10).toPrecision(3));
      return change(subject, { learningRate }, t('errors.did.lowerRate', { rate: significant(learningRate) }));
    },
    'precision-auto': (subject) => change(subject, { precision: undefined }, t('errors.did.precisionAuto')),
    'set-up-engine': () => useSystem().setUpEngine(),
    restart: () => location.reload(),
  };
  const told = Object.entries(acts).map(([id, act]) => [id, (subject: ErrorSubject) => telling(async () => act(subject))] as const);
  errorDoorActs.value = Object.fromEntries(told) as Record<ErrorDoorId, (subject: ErrorSubject) => Promise<void>>;
}
