import { expect, test } from 'vitest';
import type { StudyRow } from '../../shared/study-result.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { accuracyBars, accuracyCurve, errorsByEpoch, gradientsByDepth } from './study-charts.ts';
import { inGerman } from './study-language-de.ts';

const row = (cell: StudyRow['cell'], values: number[]): StudyRow => ({
  cell,
  runs: values.map((_, i) => i + 1),
  accuracy: values.length === 0 ? null : { mean: values.reduce((a, b) => a + b, 0) / values.length, low: values.length > 1 ? 0.5 : null, high: values.length > 1 ? 0.9 : null, n: values.length, median: values[0]!, values },
  trainAccuracy: null,
  trainLoss: null,
  valLoss: null,
  parameters: null,
  multiplyAdds: null,
  secondsPerEpoch: null,
  secondsPerRun: null,
});
const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

test('bars: a line a cell with a result, an interval where there are several', () => {
  const drawn = accuracyBars([row({ freeze: 'head' }, [0.7, 0.8]), row({ freeze: '<b>' }, [0.6]), row({ freeze: 'none' }, [])]);
  expect([count(drawn, /class="single"/g), count(drawn, /class="bar"/g)]).toEqual([3, 1]);
  expect(drawn).toContain('freeze &#60;b&#62;');
  expect(accuracyBars([row({}, [])])).toBe('<p>No trial is done yet.</p>');
});

test('a curve: numbers in their order, by their logarithm where they lie far apart', () => {
  const drawn = accuracyCurve([row({ learningRate: 0.1 }, [0.8]), row({ learningRate: 0.001 }, [0.5, 0.6]), row({ learningRate: 0.01 }, [0.7])], 'learningRate');
  const xs = [...drawn.match(/class="curve" points="([^"]*)"/)![1]!.matchAll(/([\d.]+),/g)].map(([, x]) => Number(x));
  expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 0);
  expect(drawn).toMatch(/>0\.001<.*>0\.01<.*>0\.1</s);
});

test('errors by epoch: the mean of the runs of a cell, with a name for each line', () => {
  const epoch = (at: number, trainAccuracy: number) => ({ epoch: at, trainAccuracy }) as EpochReport;
  const drawn = errorsByEpoch([{ name: 'plain', runs: [[epoch(1, 0.5), epoch(2, 0.7)], [epoch(1, 0.3)]] }, { name: 'residual', runs: [[epoch(1, 0.4), epoch(2, 0.9)]] }], ({ trainAccuracy }) => trainAccuracy, 'Error in training');
  expect(count(drawn, /<polyline/g)).toBe(2);
  expect(drawn).toContain('<h3>Error in training</h3>');
  expect(drawn).toMatch(/<li>.*plain<\/li>.*<li>.*residual<\/li>/s);
  // 60 % at the top: the first epoch of both.
  const tops = [...drawn.matchAll(/points="64\.0,([\d.]+) /g)].map(([, y]) => Number(y));
  expect(tops).toEqual([12, 12]);
});

test('gradients by depth: powers of ten, a line a cell that measured some, a gap where they overflow', () => {
  const blocks = (...norms: (number | null)[]) => norms.map((norm, i) => ({ block: `stage1.${i}`, norm }));
  const rows = [{ ...row({ lambda: 1 }, []), gradients: [{ epoch: 0, blocks: blocks(1, 10, 100) }, { epoch: 5, blocks: blocks(1, 1, 1) }] }, { ...row({ lambda: 1.1 }, []), gradients: [{ epoch: 0, blocks: blocks(null, 0.01, 1) }] }, row({ lambda: 0 }, [])];
  const drawn = gradientsByDepth(rows, 'first', 'At the start');
  const points = [...drawn.matchAll(/points="([^"]*)"/g)].map(([, each]) => each!.split(' '));
  expect(points.map((each) => each.length)).toEqual([3, 2]);
  // 100 lies at the top, 0.01 at the bottom, 1 between them.
  const y = (point: string) => Number(point.split(',')[1]);
  expect([y(points[0]![2]!), y(points[0]![0]!), y(points[1]![0]!)]).toEqual([12, 148, 284]);
  expect(drawn).toMatch(/>1e-2<.*>1e2</s);
  expect(gradientsByDepth([row({}, [0.5])], 'first', 'At the start')).toBe('');
});

test('a German axis has decimal commas', () => {
  const drawn = accuracyCurve([row({ learningRate: 0.001 }, [0.5, 0.6]), row({ learningRate: 0.01 }, [0.7])], 'learningRate', inGerman);
  expect(drawn).toMatch(/>0,001<.*>0,01</s);
  expect(drawn).toMatch(/>48,0 %</);
  expect(drawn).not.toMatch(/>[^<]*\d\.\d[^<]*</);
});
