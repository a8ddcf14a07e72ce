import { useI18n } from 'vue-i18n';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import type { StudyCard } from '../../shared/contract/study-calls.ts';
import { studio } from '../api/client.ts';
import { onStudioEvent } from '../api/connection.ts';
import { useWordsOfRuns } from '../runs/use-run-words.ts';
import { useProject } from '../stores/project.ts';
import { useToasts } from '../stores/toasts.ts';
import { runNumberWords } from '../words/backbone-words.ts';
import { saidMessage } from '../words/said-words.ts';
import { newsWords } from '../words/news-words.ts';
import { studyWords } from '../words/study-words.ts';
import { rescanProject, telling } from '../window/open-project.ts';
import { router } from '../window/router.ts';

/** Says when a run or a study ended and what changed in a watched folder, on whatever page one is. Called once, by the frame. */
export function useRunToasts(): void {
  const { t } = useI18n();
  const words = useWordsOfRuns();
  const { percent, count } = words.format;
  const toasts = useToasts();
  const project = useProject();
  const wasRunning = new Set<number>();
  /** Studies that are gone through, with their data sets: the end of each is told, that of its runs is not. */
  const going = new Map<number, { dataset: string; datasetName: string }>();

  type Of = Pick<RunRow, 'dataset' | 'datasetName'>;
  const ofProject = ({ dataset, datasetName }: Of, said: string) => (dataset === project.id ? said : t('frame.finished.ofProject', { name: datasetName, said }));
  const show = (name: string, dataset: string, query: Record<string, number>) => ({
    label: t('frame.finished.show'),
    run: () => router.push({ name, params: { dataset }, query }),
  });

  function runEnded({ run, name: given, state, headline, error, dataset, datasetName }: RunRow): void {
    // By the name that it has now: the stores may hear of it later.
    const called = runNumberWords(run, { t, runName: () => given });
    if (state === 'failed') {
      const message = t('frame.finished.failed', { run: called, message: error ? saidMessage(error, words) : '' });
      toasts.show(ofProject({ dataset, datasetName }, message), { kind: 'error', action: show('train', dataset, { run }) });
      return;
    }
    const said = headline
      ? t('frame.finished.done', { run: called, accuracy: percent(headline.accuracy) })
      : t('frame.finished.donePlain', { run: called });
    toasts.show(ofProject({ dataset, datasetName }, said), { kind: 'done', seconds: 20, action: show('evaluate', dataset, { run }) });
  }

  /** Null too where it cannot be asked: then the run's own end is told. */
  const cardOf = async (study: number, dataset: string): Promise<StudyCard | null> =>
    (await studio.studies.list({ dataset }).catch(() => [])).find((card) => card.study === study) ?? null;

  /** Of a run that was made for a study: one that somebody goes on with alone is told as any other. */
  async function trialEnded(row: RunRow, study: number): Promise<void> {
    if (going.has(study)) return;
    if ((await cardOf(study, row.dataset))?.status === 'running') going.set(study, row);
    else runEnded(row);
  }

  async function studyChanged(study: number, of: Of): Promise<void> {
    const card = await cardOf(study, of.dataset);
    if (card?.status === 'running' || !going.delete(study)) return;
    // Whoever stopped or removed it knows.
    if (card?.status !== 'done' && card?.status !== 'failed') return;
    const title = studyWords('title', card, words);
    const said =
      card.failed > 0
        ? t('frame.finished.studyFailed', { title, failed: count(card.failed), n: count(card.total) }, card.total)
        : t('frame.finished.study', { title, n: count(card.done) }, card.done);
    toasts.show(ofProject(of, said), { kind: card.status === 'failed' ? 'error' : 'done', seconds: 20, action: show('studies', of.dataset, { study }) });
  }

  onStudioEvent((event) => {
    if (event.type === 'dataset' && event.news && event.dataset === project.id) {
      // Read again it is asked about, where a person is there to say.
      if (event.news.kind === 'unclear-layout') void telling(rescanProject);
      else toasts.show(newsWords(event.news, words));
    }
    if (event.type === 'reset') {
      wasRunning.clear();
      for (const [study, of] of going) void studyChanged(study, of);
    }
    if (event.type === 'run-progress') wasRunning.add(event.progress.run);
    if (event.type === 'study') {
      const of = going.get(event.study);
      if (of) void studyChanged(event.study, of);
    }
    if (event.type !== 'run') return;
    const row = event.run;
    if (row.state === 'running') wasRunning.add(row.run);
    else if (wasRunning.delete(row.run) && (row.state === 'done' || row.state === 'failed')) {
      if (row.study === null) runEnded(row);
      else void trialEnded(row, row.study);
    }
  });
}
