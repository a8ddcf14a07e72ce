import { expect, test } from 'vitest';
import { useProject } from '../../stores/project.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { press, screen, settled, show } from '../../testing/show.ts';
import AgainDialog from './AgainDialog.vue';

const contentOf = (image: number) => String(image).padStart(64, '0');
test('one at a time without name or label, by the keys of classes; then how often the same was said, and a way to the other label', async () => {
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    again: {
      draw: () => ({ pictures: [11, 12, 13].map((image) => ({ image, content: contentOf(image), seal: `s${image}` })), remembered: 2 }),
      // The last one was labelled anew meanwhile.
      say: ({ content }) => (content === contentOf(13) ? 'relabelled' : 'taken'),
      takeBack: () => null,
      report: () => ({
        consistency: { images: 2, agreed: 1, share: 0.5, low: 0.09, high: 0.91, independentGroups: null, unsure: 1, lastAtMs: 0 },
        differing: [{ image: 12, file: 'dock/12.jpg', given: 'dock', said: 'nettle', now: 'dock' }],
      }),
    },
    labels: { set: () => labelChange() },
  });
  await useProject().open('weeds');
  const shown = await show(AgainDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  expect(screen().getByText('1 of 3')).toBeTruthy();
  expect(screen().getByText('You saw 2 of them within the last two days and may remember them.')).toBeTruthy();
  expect(document.body.innerHTML).not.toContain('.jpg');
  await press('1');
  await press('1');
  await press('z', { ctrlKey: true });
  expect(screen().getByText('2 of 3')).toBeTruthy();
  await press('2');
  await press('?');
  expect(screen().getByText('You agree with yourself on 1 of 2 pictures: 50% (9 to 91%). By such labels the best of models would be right 50 to 71% of the time.')).toBeTruthy();
  expect(screen().getByText('1 was left out: it has gone, or got another label since it was drawn.')).toBeTruthy();
  screen().getByRole('button', { name: 'Make it nettle' }).click();
  await settled();
  expect(screen().getByText('It is nettle now')).toBeTruthy();
  expect(program.inputsOf('again.say')).toEqual([
    { dataset: 'weeds', content: contentOf(11), seal: 's11', said: 'dock' },
    { dataset: 'weeds', content: contentOf(12), seal: 's12', said: 'dock' },
    { dataset: 'weeds', content: contentOf(12), seal: 's12', said: 'nettle' },
    { dataset: 'weeds', content: contentOf(13), seal: 's13', said: null },
  ]);
  expect(program.inputsOf('again.takeBack')).toEqual([{ dataset: 'weeds', content: contentOf(12) }]);
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [12], label: 'nettle' }]);
});
