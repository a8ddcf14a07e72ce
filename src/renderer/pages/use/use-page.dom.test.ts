import { fireEvent, within } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { usualSets } from '../../../shared/answer-sets.ts';
import type { Classified, TaskState } from '../../../shared/contract/use-calls.ts';
import { dropTakers, folderPicker } from '../../composables/window-state.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSystem } from '../../stores/system.ts';
import { useTaught } from '../../stores/taught.ts';
import { datasetView, labelChange, runDetails, runRow, systemInfo } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { nextStep } from '../../window/next-step.ts';
import CameraPanel from './CameraPanel.vue';
import FolderTask from './FolderTask.vue';
import UsePage from './UsePage.vue';

const heatMap = { className: 'dock', method: 'exact' as const, rows: 1, columns: 1, values: [1], crop: [0, 0, 1, 1] as [number, number, number, number] };
const classified = (name: string, more: Partial<Classified> = {}): Classified => ({
  name,
  top: [
    { className: 'dock', probability: 0.9 },
    { className: 'nettle', probability: 0.1 },
  ],
  heatMap,
  seen: null,
  error: null,
  ...more,
});
const pictures = (...names: string[]) => names.map((name) => new File(['x'], name, { type: 'image/jpeg' }));

async function opened(rows = [runRow(7), runRow(5, { name: 'good' })]) {
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => `blob:${(file as File).name}`);
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue();
  const program = fakeProgram({
    runs: { show: ({ run }) => runDetails(run) },
    use: { classify: ({ uploads = [] }) => uploads.map((name) => classified(name)), answerSets: () => ({ images: 4, independentGroups: null, needed: 9, coverage: null }) },
    system: { info: () => systemInfo() },
  });
  program.answerPath('/api/uploads', (request) => {
    const name = new URL(request.url).searchParams.get('name')!;
    return new Response(JSON.stringify({ upload: name, name, sizeBytes: 1 }));
  });
  for (const row of rows) useRuns().apply({ type: 'run', run: row });
  await show(UsePage, { dataset: 'weeds' }, { at: '/projects/weeds/use' });
  return program;
}

test('the classes among which the right one is stand under the bars, where the run has them', async () => {
  const program = await opened();
  const set = { classNames: ['dock', 'nettle'], level: 0.9 };
  program.answer({ use: { classify: ({ uploads = [] }) => uploads.map((name) => classified(name, name === 'a.jpg' ? { set } : {})) } });
  await fireEvent.change(screen().getByLabelText('Choose pictures …'), { target: { files: pictures('a.jpg', 'b.jpg') } });
  await settled();
  expect(screen().getByRole('article', { name: 'a.jpg' }).querySelector('.set')?.textContent?.replaceAll(/\s+/g, ' ').trim()).toBe('One of these, about 90% of the time:docknettle');
  expect(screen().getByRole('article', { name: 'b.jpg' }).querySelector('.set')).toBeNull();
});

test('a picture that is like nothing in training says so before any class, with the nearest training pictures; their door leads to Data', async () => {
  const program = await opened();
  const set = { classNames: ['dock'], level: 0.9 };
  const nearest = [{ image: 41, file: 'dock/a.jpg', className: 'dock' }];
  const familiarity = { 'screenshot.png': { score: -0.9, unfamiliar: true, nearest }, 'leaf.jpg': { score: -0.1, unfamiliar: false, nearest: [] } };
  program.answer({ use: { classify: ({ uploads = [] }) => uploads.map((name) => classified(name, { set, familiarity: familiarity[name as 'leaf.jpg'] })) } });
  await fireEvent.change(screen().getByLabelText('Choose pictures …'), { target: { files: pictures('screenshot.png', 'leaf.jpg') } });
  await settled();
  const card = within(screen().getByRole('article', { name: 'screenshot.png' }));
  const said = card.getByRole('region', { name: 'Never seen anything like this' });
  expect(said.textContent).toContain('The training picture it is least unlike:');
  expect(said.compareDocumentPosition(card.getAllByRole('list').at(-1)!) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  expect(within(said).getByRole('link', { name: /dock/ }).getAttribute('href')).toBe('/projects/weeds/data?class=dock&q=dock/a.jpg');
  expect(within(said).getByRole('img').getAttribute('src')).toBe('/images/41?size=160');
  // A set promises nothing of what the model never saw.
  expect(card.queryByText(/One of these/)).toBeNull();
  const familiar = within(screen().getByRole('article', { name: 'leaf.jpg' }));
  expect([familiar.queryByText('Never seen anything like this'), familiar.queryByText(/One of these/) === null]).toEqual([null, false]);
  expect(screen().queryByRole('button', { name: 'Let it tell' })).toBeNull();
});

test('where the run has no index one line says so; its button makes one, and the pictures are asked about again', async () => {
  const program = await opened();
  await fireEvent.change(screen().getByLabelText('Choose pictures …'), { target: { files: pictures('a.jpg') } });
  await settled();
  const making = Promise.withResolvers<{ pictures: number; known: number; missing: number }>();
  program.answer({
    use: {
      makeIndex: () => making.promise,
      classify: ({ uploads = [] }) => uploads.map((name) => classified(name, { familiarity: { score: -1, unfamiliar: true, nearest: [] } })),
    },
  });
  screen().getByRole('button', { name: 'Let it tell' }).click();
  await settled();
  expect(screen().getByRole('progressbar', { name: 'Let it tell' })).toBeTruthy();
  making.resolve({ pictures: 9, known: 3, missing: 0 });
  await settled();
  expect(screen().getByRole('region', { name: 'Never seen anything like this' })).toBeTruthy();
  expect([screen().queryByRole('button', { name: 'Let it tell' }), program.inputsOf('use.makeIndex')]).toEqual([null, [{ run: 7 }]]);
});

test('answers can be shown as the network was given the pictures, the heat map on all of it', async () => {
  const program = await opened();
  program.answer({ use: { classify: ({ uploads = [] }) => uploads.map((name) => classified(name, { seen: `/samples/t/${name}`, heatMap: { ...heatMap, crop: [0.2, 0, 0.6, 1] } })) } });
  await fireEvent.change(screen().getByLabelText('Choose pictures …'), { target: { files: pictures('a.jpg') } });
  await settled();
  const picture = () => screen().getByRole('article', { name: 'a.jpg' }).querySelector('img')!.getAttribute('src');
  const left = () => screen().getByRole('article', { name: 'a.jpg' }).querySelector('canvas')!.style.left;
  expect([picture(), left()]).toEqual(['blob:a.jpg', '20%']);
  const toggle = screen().getByRole('button', { name: 'What the network sees' });
  toggle.click();
  await settled();
  expect([toggle.getAttribute('aria-pressed'), picture(), left()]).toEqual(['true', '/samples/t/a.jpg', '0%']);
});

test('before any run is done it says what to do', async () => {
  await opened([runRow(7, { state: 'running', headline: null })]);
  expect(screen().getByRole('heading', { name: 'No trained model yet' })).toBeTruthy();
  // What to do is the next step.
  expect(screen().queryByRole('button')).toBeNull();
});

test('dropped pictures are shown at once, newest first, and answered in batches by the run that is chosen', async () => {
  const program = await opened();
  const field = screen().getByLabelText<HTMLSelectElement>(/^Which trained model/);
  expect([...field.options].map(({ text }) => text.trim())).toEqual(['Run 7 · ResNet-18, the studio’s own starter · 80.0% · Best', 'good (5) · ResNet-18, the studio’s own starter · 80.0%']);
  field.selectedIndex = 1;
  await fireEvent.change(field);
  await settled();
  const [taker] = dropTakers.value;
  await taker!.pictures(pictures('a.jpg'));
  await taker!.pictures(pictures(...Array.from({ length: 9 }, (_, at) => `${at}.jpg`)));
  await settled();
  const results = screen().getByRole('region', { name: 'What the model says' });
  expect([...results.querySelectorAll('h3')].map(({ textContent }) => textContent).slice(0, 2)).toEqual(['0.jpg', '1.jpg']);
  expect(results.querySelectorAll('article')).toHaveLength(10);
  const asked = program.inputsOf('use.classify') as { run: number; uploads: string[] }[];
  expect(asked.map(({ run, uploads }) => [run, uploads.length])).toEqual([[5, 1], [5, 8], [5, 1]]);
  expect(results.querySelector('article')!.textContent).toContain('dock90.0%');
  screen().getByRole('button', { name: 'Clear' }).click();
  await settled();
  expect([screen().queryByRole('region', { name: 'What the model says' }), vi.mocked(URL.revokeObjectURL).mock.calls.length]).toEqual([null, 10]);
});

test('a picture that is too large to be sent says so; it is neither sent nor drawn, and the others are answered', async () => {
  const program = await opened();
  const [huge, usual] = pictures('huge.jpg', 'usual.jpg');
  Object.defineProperty(huge, 'size', { value: 2_300_000_000 });
  await dropTakers.value[0]!.pictures([huge!, usual!]);
  await settled();
  const results = screen().getByRole('region', { name: 'What the model says' }).querySelectorAll('article');
  expect([...results].map(({ textContent }) => textContent)).toEqual([expect.stringContaining('huge.jpg has 2.3 GB; 64 MB are the most'), expect.stringContaining('dock90.0%')]);
  expect([...results].map((article) => article.querySelector('img')?.getAttribute('src'))).toEqual([undefined, 'blob:usual.jpg']);
  expect(program.inputsOf('use.classify')).toEqual([expect.objectContaining({ uploads: ['usual.jpg'], paths: [] })]);
});

test('one picture that cannot be read does not fail the others; a refused call fails its own', async () => {
  const program = await opened();
  const error = { code: 'bad-image' as const, message: 'It ends too early' };
  program.answer({ use: { classify: ({ uploads = [] }) => uploads.map((name) => classified(name, name === 'bad.jpg' ? { error, top: [] } : {})) } });
  const input = screen().getByLabelText<HTMLInputElement>('Choose pictures …', { selector: 'input' });
  Object.defineProperty(input, 'files', { value: pictures('good.jpg', 'bad.jpg'), configurable: true });
  await fireEvent.change(input);
  await settled();
  const results = () => [...screen().getByRole('region', { name: 'What the model says' }).querySelectorAll('article')].map(({ textContent }) => textContent);
  expect(results()).toEqual([expect.stringContaining('dock90.0%'), expect.stringContaining('It ends too early')]);
  program.answer({ use: { classify: () => { throw refusal({ code: 'engine-missing', message: 'No engine' }); } } });
  await dropTakers.value[0]!.pictures(pictures('new.jpg'));
  await settled();
  expect(results()).toEqual([expect.stringContaining('No engine'), expect.stringContaining('dock90.0%'), expect.stringContaining('It ends too early')]);
});

test('what it looked at is seen while pointed at, and stays by its switch', async () => {
  await opened();
  await dropTakers.value[0]!.pictures(pictures('a.jpg'));
  await settled();
  const canvas = () => document.querySelector('canvas')!.style.display;
  expect(canvas()).toBe('none');
  const picture = document.querySelector('canvas')!.closest('.picture')!;
  fireEvent.mouseEnter(picture);
  await settled();
  expect(canvas()).toBe('');
  fireEvent.mouseLeave(picture);
  await settled();
  expect(canvas()).toBe('none');
  screen().getByRole('switch', { name: /^Show what it looked at/ }).click();
  await settled();
  expect(canvas()).toBe('');
});

test('a folder becomes a table: progress, the table, or why not', async () => {
  const task = (more: Partial<TaskState>): TaskState => ({ task: 't', kind: 'classify-folder', state: 'running', done: 10, total: 40, message: 'Classifying holiday', file: null, ...more });
  const program = await opened();
  program.answer({ use: { classifyFolder: () => task({}) } });
  screen().getByRole('button', { name: 'A folder to a table …' }).click();
  await settled();
  expect(folderPicker.value?.note).toContain('Nothing in the folder is changed');
  await folderPicker.value!.choose('/holiday');
  await settled();
  expect(program.inputsOf('use.classifyFolder')).toEqual([{ run: 7, folder: '/holiday', sets: usualSets }]);
  expect([screen().getByRole('progressbar').getAttribute('aria-valuenow'), screen().queryByText('10 / 40') !== null]).toEqual(['25', true]);
  useSystem().apply({ type: 'task', task: task({ state: 'done', file: 'holiday 7.csv' }) });
  await settled();
  expect(screen().getByRole('link', { name: 'Download the table (CSV)' }).getAttribute('href')).toBe('/api/files/holiday%207.csv');
  await show(FolderTask, { task: task({ state: 'failed', message: 'The folder is gone' }) });
  expect(screen().getByRole('alert').textContent).toMatch(/The folder was not classified.*The folder is gone/s);
});

test('answer sets are chosen by how often and by which method: pictures are asked about again, exports carry them; where they need more pictures the number is said', async () => {
  const program = await opened();
  const set = { classNames: ['dock'], level: 0.9 };
  const coverage = { low: 0.83, high: 0.96 };
  program.answer({
    use: {
      classify: ({ uploads = [], sets }) => uploads.map((name) => classified(name, sets!.level < 0.99 ? { set: { ...set, level: sets!.level } } : {})),
      answerSets: ({ level }) => (level < 0.99 ? { images: 60, independentGroups: null, needed: 9, coverage } : { images: 60, independentGroups: null, needed: 99, coverage: null }),
    },
    runs: { show: ({ run }) => runDetails(run), export: ({ format }) => ({ id: 1, format, folder: '/exports/7', receipt: { images: 60, maxAbsDiff: 0, top1Agreement: 1 }, createdAtMs: 0 }) },
  });
  await fireEvent.change(screen().getByLabelText('Choose pictures …'), { target: { files: pictures('a.jpg') } });
  await settled();
  const details = screen().getByText(/^One of these, 90% of the time/).closest('details')!;
  details.open = true;
  await fireEvent(details, new Event('toggle'));
  await vi.dynamicImportSettled();
  await settled();
  expect(details.textContent).toContain('with 60 validation pictures between 83% and 96%');
  const field = (label: RegExp) => screen().getByLabelText<HTMLSelectElement>(label);
  await choose(field(/^How they are chosen/), 'raps');
  await choose(field(/^How often the right one/), '0.95');
  await settled();
  expect(screen().getByText('One of these, about 95% of the time:')).toBeTruthy();
  expect(program.inputsOf('use.classify').at(-1)).toMatchObject({ sets: { level: 0.95, method: 'raps' }, uploads: ['a.jpg'] });
  screen().getAllByRole('button', { name: 'Export' }).at(-1)!.click();
  await settled();
  expect(program.inputsOf('runs.export')).toEqual([{ run: 7, format: 'safetensors', force: false, sets: { level: 0.95, method: 'raps' } }]);
  await choose(field(/^How often the right one/), '0.99');
  await settled();
  const tooFew = 'No answer sets: 99% needs at least 99 validation pictures, and the run has 60.';
  expect(details.textContent).toContain(tooFew);
  // Closed, it is said above the pictures.
  details.open = false;
  await fireEvent(details, new Event('toggle'));
  await settled();
  expect(within(screen().getByRole('region', { name: 'What the model says' })).getByText(tooFew)).toBeTruthy();
});

test('a camera that is refused says so and how to allow it; it can be closed', async () => {
  fakeProgram();
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { mediaDevices: { getUserMedia: () => Promise.reject(new Error('Permission denied')) } }));
  const onClose = vi.fn();
  await show(CameraPanel, { run: 7, onClose });
  expect(screen().getByRole('alert').textContent).toMatch(/The camera cannot be used: Permission denied.*Allow the camera/s);
  screen().getByRole('button', { name: 'Stop the camera' }).click();
  expect(onClose).toHaveBeenCalledOnce();
});

async function choose(field: HTMLSelectElement, value: string): Promise<void> {
  field.value = value;
  await fireEvent.change(field);
}

test('a wrong answer is given its class and lands in the project; it can be taken back, and the next step is to train with it', async () => {
  const program = await opened();
  const change = labelChange();
  const sent: string[] = [];
  program.answerPath('/api/datasets/weeds/camera', (request) => {
    sent.push(new URL(request.url).searchParams.get('label')!);
    return new Response(JSON.stringify({ ...change, image: 40 + sent.length }));
  });
  program.answer({
    labels: { exclude: () => change, set: () => change },
    runs: { show: ({ run }) => runDetails(run), start: ({ dataset }) => runRow(9, { dataset, state: 'queued' }) },
  });
  program.answer({ datasets: { show: ({ dataset }) => datasetView({ id: dataset }) } });
  await useProject().open('weeds');
  await dropTakers.value[0]!.pictures(pictures('a.jpg', 'b.jpg'));
  await settled();
  const card = (name: string) => within(screen().getByRole('article', { name }));
  const is = card('a.jpg').getByLabelText<HTMLSelectElement>('Right, or wrong? It is');
  // What it says is offered first: a right answer is one click.
  expect(is.value).toBe('dock');
  await choose(is, 'nettle');
  card('a.jpg').getByRole('button', { name: 'Add to the project' }).click();
  await settled();
  card('b.jpg').getByRole('button', { name: 'Add to the project' }).click();
  await settled();
  expect(sent).toEqual(['nettle', 'dock']);
  expect(card('a.jpg').getByRole('status').textContent).toContain('Added to nettle.');
  expect(card('a.jpg').getByRole('link', { name: 'See it on Data' }).getAttribute('href')).toBe('/projects/weeds/data?class=nettle');
  expect(nextStep.value?.action?.label).toBe('Train again with 2 new pictures');
  card('b.jpg').getByRole('button', { name: 'Undo' }).click();
  await settled();
  expect(program.inputsOf('labels.exclude')).toEqual([{ dataset: 'weeds', images: [42], excluded: true }]);
  expect(nextStep.value?.action?.label).toBe('Train again with 1 new picture');
  // Added again it is the same picture, not a second copy.
  await choose(card('b.jpg').getByLabelText('Right, or wrong? It is'), 'nettle');
  card('b.jpg').getByRole('button', { name: 'Add to the project' }).click();
  await settled();
  expect([sent.length, program.inputsOf('labels.set')]).toEqual([2, [{ dataset: 'weeds', images: [42], label: 'nettle' }]]);
  // It shows something that has no class yet.
  await dropTakers.value[0]!.pictures(pictures('c.jpg'));
  await settled();
  await choose(card('c.jpg').getByLabelText('Right, or wrong? It is'), '');
  const add = () => card('c.jpg').getByRole<HTMLButtonElement>('button', { name: 'Add to the project' });
  expect(add().disabled).toBe(true);
  await fireEvent.input(card('c.jpg').getByLabelText('Its name'), { target: { value: ' thistle ' } });
  await settled();
  add().click();
  await settled();
  expect([sent.at(-1), card('c.jpg').getByRole('status').textContent?.includes('Added to thistle.')]).toEqual(['thistle', true]);
  card('c.jpg').getByRole('button', { name: 'Undo' }).click();
  await settled();
  await nextStep.value!.action!.run();
  expect(program.inputsOf('runs.start')).toEqual([{ dataset: 'weeds', spec: runRow(7).spec }]);
  useTaught().apply({ type: 'run', run: runRow(9, { dataset: 'weeds', state: 'queued' }) });
  expect(nextStep.value?.action?.label).not.toContain('Train again');
});

test('several models and several looks answer as one; each says what it says alone; one that is chosen itself is none of the others', async () => {
  const program = await opened();
  const asked: unknown[] = [];
  program.answer({
    use: {
      classify({ uploads = [], run, together }) {
        asked.push({ run, together });
        return uploads.map((name) => classified(name, { heatMap: null, ...(together && { members: [{ run: 7, className: 'dock', probability: 0.95 }, { run: 5, className: 'nettle', probability: 0.6 }] }) }));
      },
    },
  });
  const ask = async () => {
    await fireEvent.change(screen().getByLabelText('Choose pictures …'), { target: { files: pictures('a.jpg') } });
    await settled();
  };
  const details = document.querySelector('details')!;
  details.open = true;
  await fireEvent(details, new Event('toggle'));
  await vi.dynamicImportSettled();
  await settled();
  const chosen = screen().getByLabelText<HTMLSelectElement>(/^Which trained model/);
  const first = Number(chosen.value);
  screen().getAllByRole('checkbox').find((box) => box.closest('fieldset'))!.click();
  await settled();
  await fireEvent.change(screen().getByLabelText(/^Looks at each picture/), { target: { value: 'flip' } });
  await settled();
  await ask();
  expect(asked).toEqual([{ run: first, together: { others: [first === 7 ? 5 : 7], combine: 'average', looks: 'flip' } }]);
  expect(screen().getByRole('article', { name: 'a.jpg' }).textContent).toContain('run 7: dock 95%; run 5: nettle 60%');
  // What several say has no familiarity, and none is asked for.
  expect(screen().queryByRole('button', { name: 'Let it tell' })).toBeNull();
  await fireEvent.change(chosen, { target: { value: String(first === 7 ? 5 : 7) } });
  await fireEvent.change(screen().getByLabelText(/^Looks at each picture/), { target: { value: 'none' } });
  await settled();
  await ask();
  expect(asked[1]).toEqual({ run: first === 7 ? 5 : 7, together: undefined });
});
