import { expect, test } from 'vitest';
import { besidePaper, namesInPaper } from './beside-paper.ts';
import { studyPreset, studyPresets } from './presets/study-presets.ts';
import { summariseStudy } from './summarise-study.ts';

test("a paper's numbers stand beside ours of the same cell, and nothing stands where there is none", () => {
  const preset = studyPresets.find(({ paper }) => paper?.numbers.some(({ cell }) => cell !== null))!;
  const numbers = preset.paper!.numbers;
  const { cell } = numbers.find((number) => number.cell !== null)!;
  const figures = { trainAccuracy: 1, trainLoss: 0, valLoss: 1, parameters: 1, multiplyAdds: 1, secondsPerEpoch: 1, seconds: 9 };
  const rows = summariseStudy([cell!], [0.75, 0.85].map((accuracy, repeat) => ({ cell: cell!, row: 0, repeat, run: repeat, accuracy, ...figures })));
  const beside = besidePaper({ preset: preset.id, base: { epochs: 3 } }, rows)!;
  expect(beside.numbers.map(({ errorPercent }) => errorPercent)).toEqual(numbers.map(({ errorPercent }) => errorPercent));
  expect(beside.ourRecipe).toEqual({ epochs: 3 });
  expect(beside.numbers.filter((number) => number.ourErrorPercent !== null)).toEqual(numbers.filter((number) => JSON.stringify(number.cell) === JSON.stringify(cell)).map((number) => ({ ...number, ourErrorPercent: expect.closeTo(20, 9) })));
  expect(besidePaper({ preset: 'seeds', base: {} }, rows)).toBeNull();
  expect(besidePaper({ preset: null, base: {} }, rows)).toBeNull();
});

test('where backbones are this computer’s, their architecture and the way they are trained tell which number is theirs', () => {
  const figures = { trainAccuracy: 1, trainLoss: 0, valLoss: 1, parameters: 1, multiplyAdds: 1, secondsPerEpoch: 1, seconds: 9 };
  const cells = [
    { backbone: 'resnet50.a1_in1k', freeze: 'none', mixup: 0 },
    { backbone: 'resnet50.a1_in1k', freeze: 'none', mixup: 0.2 },
    { backbone: 'resnet18.graft_starter', freeze: 'head', mixup: 0 },
    { backbone: 'resnet18.tv_in1k', freeze: 'head', mixup: 0 },
  ];
  const rows = summariseStudy(cells, cells.map((cell, row) => ({ cell, row, repeat: 0, run: row, accuracy: 0.9 - row / 10, ...figures })));
  const { arxiv, numbers } = besidePaper({ preset: 'transfer', base: {} }, rows)!;
  expect(arxiv).toBeNull();
  expect(numbers.filter(({ ourErrorPercent }) => ourErrorPercent !== null)).toEqual([
    { name: 'ResNet-18, last layer only (resnet18.graft_starter)', cell: null, errorPercent: 24.482, ourErrorPercent: expect.closeTo(30, 9) },
    { name: 'ResNet-18, last layer only (resnet18.tv_in1k)', cell: null, errorPercent: 24.482, ourErrorPercent: expect.closeTo(40, 9) },
    { name: 'ResNet-50, whole net', cell: null, errorPercent: 5.602, ourErrorPercent: expect.closeTo(10, 9) },
  ]);
  // Mixing does not vary: it is as it was there.
  const [plain] = summariseStudy([{ backbone: 'resnet50.a1_in1k', freeze: 'none' }], [{ cell: {}, row: 0, repeat: 0, run: 1, accuracy: 0.9, ...figures }]);
  expect(besidePaper({ preset: 'transfer', base: {} }, [plain!])!.numbers.filter(({ ourErrorPercent }) => ourErrorPercent !== null)).toHaveLength(1);
});

test('cells are called as in the paper only where its network is trained', () => {
  const { id: preset, base, vary } = studyPreset('shortcut-options');
  const own = vary.map(({ field, values }) => ({ field, values: values as never }));
  expect(namesInPaper({ preset, base, vary: own }).map(({ name }) => name)).toContain('ResNet-34 A');
  expect(namesInPaper({ preset, base: { ...base, net: 'resnet18' }, vary: own })).toEqual([]);
  expect(namesInPaper({ preset, base, vary: [...own, { field: 'net', values: ['resnet18'] }] })).toEqual([]);
  expect(namesInPaper({ preset, base, vary: [...own, { field: 'learningRate', values: [0.1, 0.2] }] })).not.toEqual([]);
});
