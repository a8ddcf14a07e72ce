import type { EstimateView } from '../../shared/contract/plan-view.ts';
import { useProject } from '../stores/project.ts';
import { datasetView, runDetails, runRow } from './answers.ts';
import { fakeProgram } from './fake-program.ts';
import type { Answers } from './fake-program.ts';
import { planView } from './plan-view.ts';
import { later, screen, settled, show } from './show.ts';
import TrainPage from '../pages/train/TrainPage.vue';

/** The page of a project of 30 pictures, with a program that answers as usual but for `answers`. */
export async function opened(at = '/projects/weeds/train', answers: Answers = {}) {
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    images: { index: () => ({ classes: ['dock', 'nettle'], ids: [1, 2, 3, 4], labels: [0, 1, 1, -1], flags: [0, 1, 4, 0], contents: [0, 0, 0, 0] }) },
    backbones: { nets: () => [] },
    runs: {
      plan: () => planView(),
      estimate: () => new Promise<EstimateView>(() => undefined),
      augmentedSamples: () => [],
      show: ({ run }) => runDetails(run),
      start: () => runRow(8, { state: 'queued' }),
    },
  });
  program.answer(answers);
  await useProject().open('weeds');
  await show(TrainPage, { dataset: 'weeds' }, { at });
  await later(200);
  return program;
}
export const button = (name: string) => screen().getByRole<HTMLButtonElement>('button', { name });
export const level = async (name: string) => {
  screen().getByRole('radio', { name }).click();
  await settled();
};
