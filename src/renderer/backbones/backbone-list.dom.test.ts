import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { useBackbones } from '../stores/backbones.ts';
import { useToasts } from '../stores/toasts.ts';
import { backboneCard } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { laidOut, screen, settled, show } from '../testing/show.ts';
import BackboneList from './BackboneList.vue';
import DownloadLine from './DownloadLine.vue';

const cards = [
  backboneCard('resnet50.a1_in1k', { suits: { strategy: 'fine-tuned', by: 'cited' } }),
  backboneCard('resnext50_32x4d.a1h_in1k', { family: 'ResNeXt', sizeBytes: 50e6, accuracy: 82 }),
  backboneCard('resnet18.graft_starter', { onDisk: true, origin: 'embedded', sizeBytes: 23e6, accuracy: null }),
];
const downloading = { backbone: 'resnet50.a1_in1k', state: 'running' as const, receivedBytes: 51e6, totalBytes: null, message: null };

async function listed(chosen: string | null = null) {
  laidOut({ width: 320, height: 800 });
  const program = fakeProgram({ backbones: { list: () => cards } });
  await useBackbones().load();
  const asked: string[] = [];
  await show(BackboneList, { chosen, onChoose: (id: string) => asked.push(id) });
  return { program, asked };
}
const names = () => screen().getAllByRole('button').map((button) => button.querySelector('.name')?.textContent?.trim());

test('what is on this computer first, then by size; a tile says what it is and is chosen by a click', async () => {
  const { asked } = await listed('resnet50.a1_in1k');
  expect(names()).toEqual(['ResNet-18, the studio’s own starter', 'ResNeXt-50 (32 × 4d) by timm, recipe A1H', 'ResNet-50 by timm, recipe A1']);
  const [starter, , fifty] = screen().getAllByRole('button');
  expect(starter!.textContent).toMatch(/no published accuracy.*on this computer/);
  expect(fifty!.textContent).toMatch(/80\.4% on ImageNet.*102 MB to download/);
  expect(fifty!.textContent).toMatch(/good trained further, less so as it is \(frozen\)/);
  expect(starter!.textContent).not.toMatch(/good/);
  expect([starter!.getAttribute('aria-pressed'), fifty!.getAttribute('aria-pressed')]).toEqual(['false', 'true']);
  starter!.click();
  expect(asked).toEqual(['resnet18.graft_starter']);
});

test('narrowed by words, family and what is here; nothing left is said', async () => {
  await listed();
  const search = screen().getByRole('searchbox');
  await fireEvent.input(search, { target: { value: 'apache resnext' } });
  await settled();
  expect(names()).toEqual(['ResNeXt-50 (32 × 4d) by timm, recipe A1H']);
  screen().getByRole('switch', { name: 'Only those on this computer' }).click();
  await settled();
  expect(screen().getByText('No base model has these words.')).toBeTruthy();
  await fireEvent.input(search, { target: { value: '' } });
  await settled();
  expect(names()).toEqual(['ResNet-18, the studio’s own starter']);
});

test('the recommended ones first, each with why and whether it fits; all others one fold away, a chosen one of them beside', async () => {
  laidOut({ width: 320, height: 800 });
  const slow = { fits: 'slowly' as const, memoryBytes: 8e9, secondsAThousand: 400 };
  const known = [
    backboneCard('resnet101.a1h_in1k', { recommended: 'accurate', fit: slow }),
    backboneCard('resnet18.graft_starter', { onDisk: true, recommended: 'here' }),
    backboneCard('resnet34.a1_in1k'),
  ];
  fakeProgram({ backbones: { list: () => known } });
  await useBackbones().load();
  await show(BackboneList, { chosen: 'resnet34.a1_in1k' });
  const tiles = () => screen().getAllByRole('button').filter((button) => button.classList.contains('tile'));
  expect(tiles().map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^\s*ResNet-18, the studio’s own starter.*It is here already.*fits this computer: 1,000 pictures in 40 sec/),
    expect.stringMatching(/^\s*ResNet-101 by timm, recipe A1H.*most accurate that fits.*slow on this computer: 1,000 pictures in 6 min 40 sec/),
    expect.stringMatching(/ResNet-34 by timm, recipe A1/),
  ]);
  expect(screen().queryByRole('searchbox')).toBeNull();
  screen().getByRole('button', { name: 'All 3 base models' }).click();
  await settled();
  expect(screen().getByRole('searchbox')).toBeTruthy();
  screen().getByRole('button', { name: 'Only the recommended ones' }).click();
  await settled();
  expect(screen().queryByRole('searchbox')).toBeNull();
});

test('a download is seen on its tile until it is there', async () => {
  await listed();
  useBackbones().apply({ type: 'download', download: downloading });
  await settled();
  expect(screen().getByRole('progressbar', { name: 'Downloading ResNet-50 by timm, recipe A1' }).getAttribute('aria-valuenow')).toBe('50');
});

test('weights are fetched, paused and fetched on; how much came is said', async () => {
  const program = fakeProgram({
    backbones: {
      download: () => ({ ...downloading, receivedBytes: 0 }),
      pauseDownload: () => ({ ...downloading, state: 'paused' as const, message: 'waits for another download' }),
    },
  });
  await show(DownloadLine, { card: cards[0]! });
  screen().getByRole('button', { name: 'Download 102 MB' }).click();
  await settled();
  screen().getByRole('button', { name: 'Pause' }).click();
  await settled();
  expect(screen().getByText('51 MB of 102 MB')).toBeTruthy();
  expect(screen().getByText('waits for another download')).toBeTruthy();
  screen().getByRole('button', { name: 'Go on' }).click();
  await settled();
  expect(program.asked.map(([call]) => call)).toEqual(['backbones.download', 'backbones.pauseDownload', 'backbones.download']);
});

test('a download that failed says why and can be tried again; one that does not begin is told', async () => {
  const program = fakeProgram({
    backbones: {
      download: () => {
        throw refusal({ code: 'download-failed', message: 'No network', hint: 'Connect it.' });
      },
    },
  });
  await show(DownloadLine, { card: cards[0]! });
  screen().getByRole('button', { name: 'Download 102 MB' }).click();
  await settled();
  expect(useToasts().toasts.map(({ message }) => message)).toEqual(['No network']);
  const error = { code: 'download-failed' as const, message: 'It is not the file of that name' };
  useBackbones().apply({ type: 'download', download: { ...downloading, state: 'failed', error } });
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('It is not the file of that name');
  program.answer({ backbones: { download: () => downloading } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().queryByRole('alert')).toBeNull();
});
