import { expect, test } from 'vitest';
import type { DownloadState } from '../../shared/contract/backbone-calls.ts';
import { backboneCard } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { settled } from '../testing/show.ts';
import { useBackbones } from './backbones.ts';

const download = (state: DownloadState['state'], receivedBytes = 10): DownloadState => ({
  backbone: 'resnet50.a1_in1k',
  state,
  receivedBytes,
  totalBytes: 100,
  message: null,
});

test('downloads that had begun come with the list, and end once: then the list is asked for again', async () => {
  let onDisk = false;
  const program = fakeProgram({
    backbones: { list: () => [backboneCard('resnet50.a1_in1k', { onDisk, download: onDisk ? null : download('running') })] },
  });
  const backbones = useBackbones();
  await backbones.load();
  expect(backbones.downloads.get('resnet50.a1_in1k')?.receivedBytes).toBe(10);
  backbones.apply({ type: 'download', download: download('running', 60) });
  expect(backbones.downloads.get('resnet50.a1_in1k')?.receivedBytes).toBe(60);
  expect(program.asked).toHaveLength(1);
  onDisk = true;
  backbones.apply({ type: 'download', download: download('done', 100) });
  backbones.apply({ type: 'download', download: download('done', 100) });
  await settled();
  expect(program.inputsOf('backbones.list')).toHaveLength(2);
  expect([backbones.cardOf('resnet50.a1_in1k')?.onDisk, backbones.downloads.size]).toEqual([true, 0]);
});

test('beginning and pausing a download show what the program answered; a refusal is thrown', async () => {
  const program = fakeProgram({
    backbones: {
      download: () => download('running', 0),
      pauseDownload: () => download('paused', 40),
    },
  });
  const backbones = useBackbones();
  await backbones.download('resnet50.a1_in1k');
  expect(backbones.downloads.get('resnet50.a1_in1k')?.state).toBe('running');
  await backbones.pauseDownload('resnet50.a1_in1k');
  expect(backbones.downloads.get('resnet50.a1_in1k')).toMatchObject({ state: 'paused', receivedBytes: 40 });
  program.answer({
    backbones: {
      download: () => {
        throw refusal({ code: 'offline', message: 'No network' });
      },
    },
  });
  await expect(backbones.download('resnet50.a1_in1k')).rejects.toMatchObject({ code: 'offline' });
});

test('a window that shows no base models does not ask for them; one that did hears of an import elsewhere', async () => {
  const program = fakeProgram({ backbones: { list: () => [] } });
  const backbones = useBackbones();
  expect([backbones.cards, backbones.cardOf('mine')]).toEqual([null, null]);
  backbones.apply({ type: 'reset' });
  backbones.apply({ type: 'backbones' });
  backbones.apply({ type: 'download', download: download('done', 100) });
  await settled();
  expect(program.asked).toEqual([]);
  backbones.want();
  backbones.want();
  await settled();
  expect(program.asked).toHaveLength(1);
  program.answer({ backbones: { list: () => [backboneCard('mine', { origin: 'imported' })] } });
  backbones.apply({ type: 'backbones' });
  await settled();
  expect(backbones.cardOf('mine')?.origin).toBe('imported');
});
