import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import { dropTakers } from '../../composables/window-state.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSystem } from '../../stores/system.ts';
import { datasetView, labelChange, runRow } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { laidOut, later, screen, settled, show } from '../../testing/show.ts';
import { commands, runCommand } from '../../window/commands.ts';
import { nextStep } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import DataPage from './DataPage.vue';

const index = (ids: number[]) => ({ classes: ['dock'], ids, labels: ids.map(() => 0), flags: ids.map(() => 0), contents: ids.map(() => 0) });

async function opened(path = '', view: Partial<DatasetView> = {}, ids = [1, 2, 3]) {
  laidOut({ width: 508, height: 520 });
  const program = fakeProgram({
    datasets: { show: () => datasetView(view), rescan: () => datasetView({ name: 'Read again' }) },
    images: { index: () => index(ids), details: () => [] },
  });
  await useProject().open('weeds');
  await show(DataPage, { dataset: 'weeds' }, { at: `/projects/weeds/data${path}` });
  return program;
}

test('the wall shows what the address asks for; where nothing matches, one way back to all', async () => {
  const program = await opened('?class=dock&split=val', {}, []);
  expect(program.inputsOf('images.index')).toEqual([{ dataset: 'weeds', filter: { className: 'dock', split: 'val' } }]);
  expect(screen().getByRole('heading', { name: 'No picture matches' })).toBeTruthy();
  program.answer({ images: { index: () => index([1]) } });
  screen().getAllByRole('button', { name: 'Show all' }).at(-1)!.click();
  await settled();
  expect([router.currentRoute.value.query, screen().getAllByRole('gridcell').length]).toEqual([{}, 1]);
});

test('an empty folder says what to do and is read again', async () => {
  const program = await opened('', { images: 0, classes: [] }, []);
  // The next step waits until runs are known.
  useRuns().apply({ type: 'run', run: runRow(1, { dataset: 'another' }) });
  await settled();
  expect(screen().getByRole('heading', { name: 'No pictures in this folder now' })).toBeTruthy();
  expect([screen().queryByRole('button', { name: 'Read the folder again' }), nextStep.value?.action?.label]).toEqual([null, 'Read the folder again']);
  await nextStep.value!.action!.run();
  await settled();
  expect([program.inputsOf('datasets.rescan').length, useProject().view?.name]).toEqual([1, 'Read again']);
});

test('pictures that cannot be listed say why; labels that changed elsewhere are asked for', async () => {
  const program = await opened();
  program.answer({
    images: {
      index: () => {
        throw refusal({ code: 'database-locked', message: 'Another program writes' });
      },
    },
  });
  useProject().revision += 1;
  await later(150);
  expect(screen().getByRole('alert').textContent).toContain('Another program writes');
  program.answer({ images: { index: () => index([1, 2, 3, 4]) } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().getAllByRole('gridcell')).toHaveLength(4);
});

test('labels are saved as a file of the browser, from the palette too', async () => {
  const program = await opened();
  program.answer({ labels: { csv: () => ({ csv: 'file,label\n' }) } });
  const saved: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:csv');
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(`${this.download} ${this.href}`);
  });
  expect(runCommand('data-csv')).toBe(true);
  await settled();
  expect(saved).toEqual(['weeds-labels.csv blob:csv']);
});

test('a folder that cannot be watched is read again when the window comes to the front, at most every half minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const program = await opened('', { isWatched: false });
  const front = async (afterMs: number) => {
    vi.setSystemTime(Date.now() + afterMs);
    fireEvent.focus(window);
    await settled();
    return program.inputsOf('datasets.rescan').length;
  };
  expect(await front(10_000)).toBe(0);
  program.answer({ datasets: { rescan: () => datasetView({ isWatched: false }) } });
  expect(await front(25_000)).toBe(1);
  expect(await front(10_000)).toBe(1);
  expect(await front(31_000)).toBe(2);
  useProject().replace(datasetView({ isWatched: true }));
  expect(await front(60_000)).toBe(2);
});

test('"/" and Ctrl+F go to the search of pictures and stand in the sheet of keys; Enter goes on to what was found', async () => {
  await opened();
  const command = commands.value.find(({ id }) => id === 'data-search')!;
  expect([command.label, command.keys]).toEqual(['Search pictures by name', ['/', 'Ctrl+F']]);
  expect(runCommand('data-search')).toBe(true);
  const field = screen().getByRole('searchbox', { name: /Search names/ });
  expect(document.activeElement).toBe(field);
  await fireEvent.keyDown(field, { key: 'Enter' });
  await settled();
  expect(document.activeElement).toBe(screen().getByRole('grid'));
});

test('pictures that are dropped on a class are counted while they are added, and the count goes, whatever was refused', async () => {
  const program = await opened('?class=dock');
  const counts: string[] = [];
  program.answerPath('/api/datasets/weeds/camera', () => {
    const { label, done, total } = useSystem().adding!;
    counts.push(`${label} ${done}/${total}`);
    return done === 1 ? new Response('{"code":"bad-image","message":"It ends too early"}', { status: 422 }) : new Response(JSON.stringify({ ...labelChange(), image: 9 }));
  });
  await dropTakers.value[0]!.pictures(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => new File([name], name)));
  expect([counts, useSystem().adding]).toEqual([['dock 0/3', 'dock 1/3', 'dock 2/3'], null]);
});
