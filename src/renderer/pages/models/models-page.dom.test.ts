import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { useToasts } from '../../stores/toasts.ts';
import { backboneCard } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { laidOut, screen, settled, show } from '../../testing/show.ts';
import { droppedModel } from '../../window/use-drop-zone.ts';
import ModelsPage from './ModelsPage.vue';

const preprocessing = { imageSize: 224, cropPct: 0.95, interpolation: 'bicubic', mean: [0.485], std: [0.229] } as never;
const cards = [backboneCard('resnet50.a1_in1k', { preprocessing }), backboneCard('starter', { onDisk: true, preprocessing })];

async function opened(at: string) {
  laidOut({ width: 320, height: 800 });
  const program = fakeProgram({
    backbones: {
      list: () => cards,
      guess: () => ({ name: 'mine.pth', sizeBytes: 4, tensors: 102, architectures: ['resnet34'], classes: 7 }),
      architectures: () => ['resnet18', 'resnet34'],
      import: () => ({ backbone: 'mine', notes: [{ message: 'Its classifier is left out.', values: { kind: 'of-a-later-version' } }] }),
    },
  });
  const uploads: string[] = [];
  program.answerPath('/api/uploads', (request) => {
    uploads.push(new URL(request.url).search);
    return new Response(JSON.stringify({ upload: 'u1', name: 'mine.pth', sizeBytes: 4 }));
  });
  await show(ModelsPage, {}, { at });
  return { program, uploads };
}

test('what is on this computer is shown first; another one by a click, with all that is known of it', async () => {
  await opened('/models');
  expect(screen().getByRole('heading', { level: 2 }).textContent).toBe('starter');
  expect(screen().queryByText('The weights are not on this computer yet.')).toBeNull();
  screen().getByRole('button', { name: /resnet50\.a1_in1k/ }).click();
  await settled();
  expect(screen().getByText('The weights are not on this computer yet.')).toBeTruthy();
  const facts = screen().getAllByRole('definition').map(({ textContent }) => textContent);
  expect(facts).toEqual(['resnet50.a1_in1k', 'ResNet', 'resnet50', '80.4% on ImageNet', '25.6M', 'fits this computer: 1,000 pictures in 40 sec', '4.10 GMAC', '102 MB', 'Apache-2.0 – learned from ImageNet, whose own terms allow non-commercial research and education only.', expect.stringContaining('224 × 224 px'), '0.485 / 0.229']);
});

test('while a file is sent the bar says how much of it is there', async () => {
  const { program } = await opened('/models?import=1');
  const slow = Promise.withResolvers<Response>();
  program.answerPath('/api/uploads', () => slow.promise);
  const input = screen().getByLabelText<HTMLInputElement>('Choose a file …', { selector: 'input' });
  Object.defineProperty(input, 'files', { value: [new File(['x'.repeat(4000)], 'mine.pth')] });
  await fireEvent.change(input);
  await settled();
  const bar = () => screen().getByRole('progressbar', { name: 'Sending the file' });
  expect([bar().getAttribute('aria-valuenow'), screen().queryByText('Sending the file: 2 kB of 4 kB') !== null]).toEqual(['50', true]);
  slow.resolve(new Response(JSON.stringify({ upload: 'u1', name: 'mine.pth', sizeBytes: 4000 })));
  await settled();
  expect(screen().queryByRole('progressbar')).toBeNull();
});

test('a file is sent, looked at, named and imported; the new one is shown', async () => {
  const { program, uploads } = await opened('/models?import=1');
  const input = screen().getByLabelText<HTMLInputElement>('Choose a file …', { selector: 'input' });
  const finish = () => screen().getByRole<HTMLButtonElement>('button', { name: 'Import' });
  expect(finish().disabled).toBe(true);
  Object.defineProperty(input, 'files', { value: [new File(['abcd'], 'mine.pth')] });
  await fireEvent.change(input);
  await settled();
  expect(uploads).toEqual(['?name=mine.pth&kind=weights']);
  expect(screen().getByText('102 tensors; the names and shapes fit the network below.')).toBeTruthy();
  const network = screen().getByLabelText<HTMLSelectElement>('Network');
  expect([...network.options].map(({ text }) => text.trim())).toEqual(['resnet34 (fits)', 'resnet18']);
  expect(screen().getByLabelText<HTMLInputElement>('Name').value).toBe('mine');
  program.answer({ backbones: { list: () => [...cards, backboneCard('mine', { onDisk: true, preprocessing })] } });
  finish().click();
  await settled();
  expect(program.inputsOf('backbones.import')).toEqual([{ upload: 'u1', architecture: 'resnet34', name: 'mine' }]);
  expect([screen().queryByRole('dialog'), useToasts().toasts.map(({ message }) => message)]).toEqual([null, ['mine was imported. Its classifier is left out.']]);
  expect(screen().getByRole('heading', { level: 2 }).textContent).toBe('mine');
});

test('a file that was dropped opens the window by itself; one that fits nothing leaves the choice, a refusal says why', async () => {
  const { program } = await opened('/models');
  program.answer({ backbones: { guess: () => ({ name: 'x', sizeBytes: 1, tensors: 3, architectures: [], classes: null }) } });
  droppedModel.value = new File(['x'], 'other.safetensors');
  await settled();
  expect(screen().getByText(/3 tensors; they fit no network/)).toBeTruthy();
  expect(screen().getByRole<HTMLButtonElement>('button', { name: 'Import' }).disabled).toBe(true);
  const network = screen().getByLabelText<HTMLSelectElement>('Network');
  network.selectedIndex = 0;
  await fireEvent.change(network);
  program.answer({ backbones: { import: () => { throw refusal({ code: 'bad-weights', message: '3 tensors are not 102' }); } } });
  await settled();
  screen().getByRole('button', { name: 'Import' }).click();
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('3 tensors are not 102');
  expect(droppedModel.value).toBeNull();
});

test('an upload that breaks off is named', async () => {
  const { program } = await opened('/models?import=1');
  program.answerPath('/api/uploads', () => new Response(JSON.stringify({ code: 'disk-failed', message: 'No room' }), { status: 507 }));
  const input = screen().getByLabelText<HTMLInputElement>('Choose a file …', { selector: 'input' });
  Object.defineProperty(input, 'files', { value: [new File(['abcd'], 'mine.pth')] });
  await fireEvent.change(input);
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('No room');
});
