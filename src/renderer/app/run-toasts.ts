import { useI18n } from 'vue-i18n';
import { onStudioEvent } from '../api/connection.ts';
import { useWordsOfRuns } from '../runs/use-run-words.ts';
import { useProject } from '../stores/project.ts';
import { useToasts } from '../stores/toasts.ts';
import { runNumberWords } from '../words/backbone-words.ts';
import { saidMessage } from '../words/said-words.ts';
import { newsWords } from '../words/news-words.ts';
import { rescanProject, telling } from '../window/open-project.ts';
import { router } from '../window/router.ts';

/** Says when a run ended and what changed in a watched folder, on whatever page one is. Called once, by the frame. */
export function useRunToasts(): void {
  const { t } = useI18n();
  const words = useWordsOfRuns();
  const { percent } = words.format;
  const toasts = useToasts();
  const project = useProject();
  const wasRunning = new Set<number>();

  onStudioEvent((event) => {
    if (event.type === 'dataset' && event.news && event.dataset === project.id) {
      // Read again it is asked about, where a person is there to say.
      if (event.news.kind === 'unclear-layout') void telling(rescanProject);
      else toasts.show(newsWords(event.news, words));
    }
    if (event.type === 'reset') wasRunning.clear();
    if (event.type === 'run-progress') wasRunning.add(event.progress.run);
    if (event.type !== 'run') return;
    const { run, name: given, state, headline, error, dataset, datasetName } = event.run;
    // By the name that it has now: the stores may hear of it later.
    const called = runNumberWords(run, { t, runName: () => given });
    const ofProject = (said: string) => (dataset === project.id ? said : t('frame.finished.ofProject', { name: datasetName, said }));
    if (state === 'running') wasRunning.add(run);
    else if (wasRunning.delete(run) && (state === 'done' || state === 'failed')) {
      const show = (name: string) => ({
        label: t('frame.finished.show'),
        run: () => router.push({ name, params: { dataset }, query: { run } }),
      });
      if (state === 'failed') {
        const message = t('frame.finished.failed', { run: called, message: error ? saidMessage(error, words) : '' });
        toasts.show(ofProject(message), { kind: 'error', action: show('train') });
        return;
      }
      const said = headline
        ? t('frame.finished.done', { run: called, accuracy: percent(headline.accuracy) })
        : t('frame.finished.donePlain', { run: called });
      toasts.show(ofProject(said), { kind: 'done', seconds: 20, action: show('evaluate') });
    }
  });
}
