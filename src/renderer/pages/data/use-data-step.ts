import { errorDoorActs } from '../../components/door-acts.ts';
import { useWords } from '../../composables/use-words.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { runCommand } from '../../window/commands.ts';
import { useNextStep, withDeeds } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import { trainNow } from '../../window/train-now.ts';
import { dataStep } from './next-step.ts';
import { useFilter } from './use-filter.ts';

export function useDataStep(readAgain: () => unknown): void {
  const project = useProject();
  const runs = useRuns();
  const words = useWords();
  const { current, narrow } = useFilter();

  useNextStep(() => {
    const { view } = project;
    if (!view || !runs.rows) return null;
    const own = runs.ofDataset(view.id);
    const active = own.find(({ state }) => state === 'running' || state === 'queued') ?? null;
    const best = runs.rowOf(runs.bestOf(view.id)?.run ?? 0);
    const isUnlabelledShown = current().className === null;
    const to = (name: string, run?: number) => router.push({ name, params: { dataset: view.id }, query: run ? { run } : {} });
    return withDeeds(dataStep({ view, active, best, isUnlabelledShown }, words), {
      relink: () => errorDoorActs.value?.relink({ dataset: view.id }),
      'read-again': readAgain,
      'show-unlabelled': () => narrow({ className: null, problem: undefined }),
      'name-class': () => runCommand('data-new-class'),
      'show-conflicts': () => narrow({ problem: 'label-conflicts', className: undefined }),
      'show-across': () => narrow({ problem: 'across-sides', className: undefined }),
      watch: () => to('train', active?.run),
      mistakes: () => to('evaluate', best?.run),
      train: () => trainNow(view.id),
    });
  });
}
