import { expect, test } from 'vitest';
import { runSpecSchema } from '../../../shared/run-spec.ts';
import { nearestBudget } from './budget.ts';
import { parseSpec } from './spec-json.ts';
import { specGroups, usualFields } from './spec-fields.ts';

const fields = specGroups().flatMap((group) => group.fields);

test('every setting of a run has its place, once; the base model and the freeze line are on their own page, and going on from a run is asked in the terminal or by a pasted spec', () => {
  const elsewhere = ['backbone', 'net', 'freeze', 'from'];
  const keys = Object.keys(runSpecSchema.shape).filter((key) => !elsewhere.includes(key));
  expect(fields.map((field) => String(field.key)).sort()).toEqual(keys.sort());
  expect(usualFields().map(({ key }) => key)).toEqual(['epochs', 'batchSize', 'learningRate', 'augment', 'fit', 'precision', 'name']);
});

/** Of fields that take no other text. */
const texts: Readonly<Record<string, string>> = { head: 'mlp:256:0.2', dropAt: '0.5,0.75', averageEpochs: 'last:5' };

test('choices are those that the schema takes, ends of numbers too', () => {
  for (const field of fields) {
    const values = field.kind === 'choice' ? field.options : field.kind === 'size' ? [field.min, field.max, `${field.min}-${field.max}`] : field.kind === 'number' ? [field.min || field.max || 1, field.max ?? (field.min || 1)] : [texts[field.key] ?? 'a name'];
    for (const value of values) expect([field.key, runSpecSchema.safeParse({ [field.key]: value }).success]).toEqual([field.key, true]);
  }
});

test('a pasted spec is an object or says what is wrong with it', () => {
  expect(parseSpec('{"epochs": 3}')).toEqual({ spec: { epochs: 3 } });
  expect(parseSpec('  ')).toEqual({ spec: {} });
  for (const text of ['{', '[1]', '3', 'null']) expect(parseSpec(text)).toHaveProperty('problem');
});

test('a budget typed elsewhere is shown as the nearest choice', () => {
  expect(nearestBudget(undefined)).toBeNull();
  expect(nearestBudget(660)).toBe(600);
  expect(nearestBudget(1)).toBe(120);
});
