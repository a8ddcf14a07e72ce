import { expect, test } from 'vitest';
import { predictionText } from './prediction-text.ts';

test('what is like nothing in training has no set of answers, as in the window', () => {
  const told = { file: 'a.jpg', top: [{ label: 'oak', probability: 0.8 }, { label: 'elm', probability: 0.12 }], set: ['oak', 'elm'] };
  expect(predictionText(told)).toBe('a.jpg: oak 80.0 %, elm 12.0 %; one of oak, elm');
  expect(predictionText({ ...told, familiarity: { score: -0.2, unfamiliar: false } })).toBe(predictionText(told));
  expect(predictionText({ ...told, familiarity: { score: -0.2, unfamiliar: null } })).toBe(predictionText(told));
  expect(predictionText({ ...told, familiarity: { score: -0.9, unfamiliar: true } })).toBe('a.jpg: oak 80.0 %, elm 12.0 %; never seen anything like this');
});
