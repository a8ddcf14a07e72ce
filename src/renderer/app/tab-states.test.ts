import { expect, test } from 'vitest';
import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { tabStates } from './tab-states.ts';

const counts = (...all: number[]) => all.map((count, index) => ({ name: `class ${index}`, count }));
const dataset = (more: Partial<DatasetView> = {}) =>
  ({ images: 40, isPresent: true, classes: counts(20, 20), findings: [], ...more }) as unknown as DatasetView;
const run = (state: RunRow['state']) => ({ run: 1, state }) as RunRow;
const none = { dataset: null, runs: [], backbone: null };

test('a fresh project: data done, training ready, nothing to evaluate', () => {
  const states = tabStates({ ...none, dataset: dataset() });
  expect(states).toEqual({ data: 'done', model: 'ready', train: 'ready', evaluate: 'empty', use: 'empty' });
});

test('one class with pictures is not enough', () => {
  const states = tabStates({ ...none, dataset: dataset({ classes: counts(20, 0) }) });
  expect([states.data, states.train]).toEqual(['attention', 'empty']);
});

test('findings and a folder that is gone need a look, exclusions do not', () => {
  const finding = (kind: string) => [{ kind }] as DatasetView['findings'];
  expect(tabStates({ ...none, dataset: dataset({ findings: finding('duplicates') }) }).data).toBe('attention');
  expect(tabStates({ ...none, dataset: dataset({ findings: finding('excluded') }) }).data).toBe('done');
  expect(tabStates({ ...none, dataset: dataset({ isPresent: false }) }).data).toBe('attention');
});

test('runs decide training, evaluation and use', () => {
  const states = (...runs: RunRow[]) => tabStates({ ...none, dataset: dataset(), runs });
  expect(states(run('queued'), run('done')).train).toBe('running');
  expect(states(run('failed'), run('done'))).toMatchObject({ train: 'attention', evaluate: 'done', use: 'ready' });
  expect(states(run('cancelled')).train).toBe('ready');
});

test('a chosen model that is not on this computer needs a look, or runs while it comes', () => {
  const card = (download: object | null) => ({ onDisk: false, download }) as unknown as BackboneCard;
  expect(tabStates({ ...none, dataset: dataset(), backbone: card(null) }).model).toBe('attention');
  expect(tabStates({ ...none, dataset: dataset(), backbone: card({ state: 'running' }) }).model).toBe('running');
});
