import { expect, test } from 'vitest';
import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { tabNews } from './tab-states.ts';
import type { TabFacts } from './tab-states.ts';

const counts = (...all: number[]) => all.map((count, index) => ({ name: `class ${index}`, count }));
const dataset = (more: Partial<DatasetView> = {}) =>
  ({ images: 40, unlabelled: 0, isPresent: true, classes: counts(20, 20), findings: [], ...more }) as unknown as DatasetView;
const run = (state: RunRow['state']) => ({ run: 1, state }) as RunRow;
const said = (facts: Partial<TabFacts>) => {
  const all = tabNews({ dataset: dataset(), runs: [], backbone: null, ...facts });
  return Object.fromEntries(Object.entries(all).map(([tab, { state, says, count }]) => [tab, `${state}: ${count} ${says}`]));
};

test('a fresh project: its pictures, and that there is no model yet', () => {
  expect(said({})).toEqual({
    data: 'done: 40 pictures',
    model: 'ready: 1 notChosen',
    train: 'ready: 1 noModel',
    evaluate: 'empty: 1 noModel',
    use: 'empty: 1 noModel',
  });
});

test('one class with pictures is not enough: those without a class are counted', () => {
  expect(said({ dataset: dataset({ classes: counts(20, 0) }) })).toMatchObject({ data: 'attention: 1 oneClass', train: 'empty: 1 tooFewClasses' });
  expect(said({ dataset: dataset({ classes: counts(20, 0), unlabelled: 12 }) }).data).toBe('attention: 12 unlabelled');
});

test('findings and a folder that is gone need a look, exclusions do not', () => {
  const finding = (kind: string) => [{ kind }] as DatasetView['findings'];
  expect(said({ dataset: dataset({ findings: finding('duplicates') }) }).data).toBe('attention: 1 looks');
  expect(said({ dataset: dataset({ findings: finding('excluded') }) }).data).toBe('done: 40 pictures');
  expect(said({ dataset: dataset({ isPresent: false }) })).toMatchObject({ data: 'attention: 1 folderGone', train: 'empty: 1 folderGone' });
});

test('runs decide training, evaluation and use', () => {
  const states = (...runs: RunRow[]) => said({ runs });
  expect(states(run('queued'), run('done')).train).toBe('running: 1 running');
  expect(states(run('failed'), run('done'))).toMatchObject({ train: 'attention: 1 failed', evaluate: 'done: 1 models', use: 'ready: 1 models' });
  expect(states(run('cancelled')).train).toBe('ready: 1 noModel');
});

test('a chosen model that is not on this computer needs a look, or runs while it comes', () => {
  const card = (download: object | null) => ({ onDisk: false, download }) as unknown as BackboneCard;
  expect(said({ backbone: card(null) }).model).toBe('attention: 1 toDownload');
  expect(said({ backbone: card({ state: 'running' }) }).model).toBe('running: 1 downloading');
});
