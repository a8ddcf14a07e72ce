import { expect, test } from 'vitest';
import { besidePaper } from './beside-paper.ts';
import { studyPresets } from './presets/study-presets.ts';
import { summariseStudy } from './summarise-study.ts';

test("a paper's numbers stand beside ours of the same cell, and nothing stands where there is none", () => {
  const preset = studyPresets.find(({ paper }) => paper?.numbers.some(({ cell }) => cell !== null))!;
  const numbers = preset.paper!.numbers;
  const { cell } = numbers.find((number) => number.cell !== null)!;
  const figures = { trainAccuracy: 1, trainLoss: 0, valLoss: 1, parameters: 1, multiplyAdds: 1, secondsPerEpoch: 1 };
  const rows = summariseStudy([cell!], [0.75, 0.85].map((accuracy, repeat) => ({ cell: cell!, row: 0, repeat, run: repeat, accuracy, ...figures })));
  const beside = besidePaper({ preset: preset.id }, rows)!;
  expect(beside.numbers.map(({ errorPercent }) => errorPercent)).toEqual(numbers.map(({ errorPercent }) => errorPercent));
  expect(beside.numbers.filter((number) => number.ourErrorPercent !== null)).toEqual(numbers.filter((number) => JSON.stringify(number.cell) === JSON.stringify(cell)).map((number) => ({ ...number, ourErrorPercent: expect.closeTo(20, 9) })));
  expect(besidePaper({ preset: 'seeds' }, rows)).toBeNull();
  expect(besidePaper({ preset: null }, rows)).toBeNull();
});
