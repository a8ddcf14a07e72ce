import { expect, test } from 'vitest';
import { contrast } from './contrast.fixture.ts';
import tokens from './tokens.css?raw';

const pairs = new Map(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map((match) => [
    match[1]!,
    [match[2]!, match[3]!] as const,
  ]),
);
const grounds = ['ground', 'surface', 'raised', 'sunken', 'hover', 'chosen'];

function least(colour: string, on: readonly string[], theme: 0 | 1): { ground: string; ratio: number } {
  const ratios = on.map((ground) => ({ ground, ratio: contrast(pairs.get(colour)![theme], pairs.get(ground)![theme]) }));
  return ratios.sort((a, b) => a.ratio - b.ratio)[0]!;
}

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test.each([
  ['text', grounds],
  ['muted', grounds],
  ['accent-text', [...grounds, 'accent-soft']],
  ['frozen-text', ['ground', 'surface', 'raised', 'frozen-soft']],
  ['attention-text', ['ground', 'surface', 'raised', 'attention-soft']],
  ['error-text', ['ground', 'surface', 'raised', 'error-soft']],
  ['text', ['accent-soft', 'frozen-soft', 'attention-soft', 'error-soft']],
  ['muted', ['accent-soft', 'frozen-soft', 'attention-soft', 'error-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-frozen', ['frozen']],
  ['on-error', ['error']],
])('%s can be read on %j in both themes', (colour, on) => {
  for (const theme of [0, 1] as const) {
    const { ground, ratio } = least(colour, on, theme);
    expect(ratio, `${colour} on ${ground}, theme ${theme}`).toBeGreaterThanOrEqual(4.5);
  }
});

test.each([
  'line-strong',
  'accent',
  'frozen',
  'attention',
  'error',
  'focus',
  ...Array.from({ length: 8 }, (_, at) => `chart-${at + 1}`),
])('lines in %s can be seen', (colour) => {
  for (const theme of [0, 1] as const) {
    const { ground, ratio } = least(colour, ['ground', 'surface', 'raised'], theme);
    expect(ratio, `${colour} on ${ground}, theme ${theme}`).toBeGreaterThanOrEqual(3);
  }
});
