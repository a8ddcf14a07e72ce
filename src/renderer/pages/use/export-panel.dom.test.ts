import { within } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { ExportView } from '../../../shared/contract/run-calls.ts';
import { useSystem } from '../../stores/system.ts';
import { useToasts } from '../../stores/toasts.ts';
import { runDetails, systemInfo } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { nextStep } from '../../window/next-step.ts';
import ExportPanel from './ExportPanel.vue';

const view = (format: string, images = 257): ExportView => ({
  id: 1,
  format,
  folder: `/exports/${format}`,
  receipt: { images, maxAbsDiff: 0.0000021, top1Agreement: 1, ...(format === 'onnx' && { answerSetAgreement: 1, familiarityMaxAbsDiff: 0.000004 }) },
  createdAtMs: 0,
});

test('an export that exists shows its receipt and where it lies; one that fails says why on its own card', async () => {
  const program = fakeProgram({
    runs: {
      show: ({ run }) => runDetails(run, { exports: [view('onnx', 1), view('onnx')] }),
      export: () => {
        throw refusal({ code: 'bad-usage', message: 'The network differs by 0.1' });
      },
    },
  });
  useSystem().info = systemInfo();
  const panel = await show(ExportPanel, { run: 7 });
  const [onnx, savedModel, safetensors] = screen().getAllByRole('article');
  expect(onnx!.textContent).toContain('Checked on 257 pictures: largest difference 0.0000021, the same answer on 100.0%. The right answer set on 100.0%. Familiarity: largest difference 0.000004.');
  expect(screen().queryByRole('button', { name: 'Show in files' })).toBeNull();
  const button = (card: Element, name: string) => [...card.querySelectorAll('button')].find(({ textContent }) => textContent?.includes(name))!;
  button(savedModel!, 'Export').click();
  await settled();
  expect([savedModel!.textContent?.includes('The network differs by 0.1'), safetensors!.textContent?.includes('differs')]).toEqual([true, false]);
  program.answer({ runs: { export: ({ format }) => view(format) } });
  button(safetensors!, 'Export').focus();
  button(safetensors!, 'Export').click();
  button(onnx!, 'Export again').click();
  await settled();
  // The button is gone; who pressed it stands where the export can be taken from.
  expect(document.activeElement).toBe(safetensors!.querySelector('a'));
  expect(program.inputsOf('runs.export')).toEqual([
    { run: 7, format: 'savedmodel', force: false },
    { run: 7, format: 'safetensors', force: false },
    { run: 7, format: 'onnx', force: true },
  ]);
  button(safetensors!, 'Copy the path').click();
  await settled();
  expect([await navigator.clipboard.readText(), useToasts().toasts.at(-1)?.message]).toEqual(['/exports/safetensors', 'The path was copied.']);
  program.answer({ runs: { show: ({ run }) => runDetails(run) }, system: { reveal: () => ({ shown: true }) } });
  await panel.set({ run: 8 });
  expect(screen().queryByText(/^Checked on/)).toBeNull();
});

test('an export is one bar of the pictures it is compared on; done, it can be downloaded as one file', async () => {
  const slow = Promise.withResolvers<ExportView>();
  fakeProgram({ runs: { show: ({ run }) => runDetails(run), export: () => slow.promise } });
  useSystem().info = systemInfo();
  await show(ExportPanel, { run: 7 });
  const onnx = within(screen().getByRole('article', { name: /^Python with onnxruntime/ }));
  // Its button is the next step.
  expect([onnx.queryByRole('button', { name: 'Export' }), nextStep.value?.action?.label]).toEqual([null, 'Export it for Python']);
  void nextStep.value!.action!.run();
  await settled();
  const now = () => onnx.getByRole('progressbar').getAttribute('aria-valuenow');
  expect(now()).toBeNull();
  useSystem().apply({ type: 'export', run: 7, format: 'onnx', done: 64, total: 256 });
  useSystem().apply({ type: 'export', run: 9, format: 'onnx', done: 200, total: 256 });
  await settled();
  expect(now()).toBe('25');
  slow.resolve(view('onnx'));
  await settled();
  expect(onnx.queryByRole('progressbar')).toBeNull();
  expect([onnx.queryByRole('link', { name: 'Download (ZIP)' }), nextStep.value?.action?.label]).toEqual([null, 'Download the export (ZIP)']);
  const savedmodel = within(screen().getByRole('article', { name: /^TensorFlow/ }));
  savedmodel.getByRole('button', { name: 'Export' }).click();
  await settled();
  expect(savedmodel.getByRole('link', { name: 'Download (ZIP)' }).getAttribute('href')).toBe(`/api/exports/${view('onnx').id}/zip`);
});

test('in Electron the export is shown in the files', async () => {
  const program = fakeProgram({ runs: { show: ({ run }) => runDetails(run, { exports: [view('onnx')] }) }, system: { reveal: () => ({ shown: true }) } });
  useSystem().info = systemInfo({ door: 'electron' });
  await show(ExportPanel, { run: 7 });
  await settled();
  expect(nextStep.value?.action?.label).toBe('Show the export in its folder');
  await nextStep.value!.action!.run();
  expect(program.inputsOf('system.reveal')).toEqual([{ folder: '/exports/onnx' }]);
});
