import { expect, test } from 'vitest';
import { holds, peerCells, peerRow } from './table.ts';
import type { Trained } from './table.ts';

/** Right where `text` has a 1, picture by picture. */
const trained = (text: string, seconds: number): Trained => ({ right: new Map([...text].map((digit, at) => [`${at}`.padStart(3, '0'), digit === '1'])), seconds, peakMemoryBytes: 1e6 });

const of = { set: 'sample', how: 'defaults', program: 'fastai', epochs: 4 } as const;

test('seeds make no pictures of their own: the same answers three times are as sure as once', () => {
  const [better, worse] = ['1'.repeat(40), '1'.repeat(20) + '0'.repeat(20)];
  const once = peerRow(of, [trained(worse, 10)], [trained(better, 5)]);
  const thrice = peerRow(of, Array.from({ length: 3 }, () => trained(worse, 10)), Array.from({ length: 3 }, () => trained(better, 5)));
  expect(thrice).toEqual({ ...once, seeds: 3 });
  expect(once.accuracy).toBe(0.5);
  expect(once.beside).toMatchObject({ difference: 0.5, timeRatio: 0.5, isProvenWorse: false, isInHalfTheTime: true });
  expect(holds(once)).toBe(true);
});

test('worse is what a paired test proves, slow is more than half the time, and equal time is not judged', () => {
  const [better, worse] = ['1'.repeat(40), '1'.repeat(20) + '0'.repeat(20)];
  expect(peerRow(of, [trained(better, 10)], [trained(worse, 5)]).beside!.isProvenWorse).toBe(true);
  const slow = peerRow(of, [trained(worse, 10)], [trained(better, 6)]);
  expect(holds(slow)).toBe(false);
  expect(holds({ ...slow, how: 'equal time' })).toBeNull();
  expect(peerCells(slow)).toMatchObject({ aim: 'MISSED', 'graft takes': '0.60 of its time' });
});

test('where no picture tells two models apart there is no test, and nothing is proven', () => {
  expect(peerRow(of, [trained('1100', 10)], [trained('1100', 5)]).beside).toMatchObject({ difference: 0, p: null, isProvenWorse: false });
});

test('models that answered for other pictures are not compared', () => {
  expect(() => peerRow(of, [trained('110', 1), trained('1101', 1)], null)).toThrow(/Not every model/);
  expect(() => peerRow(of, [trained('110', 1)], [trained('1101', 1)])).toThrow(/cannot be compared/);
});
