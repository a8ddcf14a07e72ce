import { beforeAll, expect, test } from 'vitest';
import { exportRequest } from '../../../test/export-request.ts';
import type { NewManifest } from '../../shared/manifest.ts';
import { exportReadme } from './export-readme.ts';

let plain: NewManifest;
beforeAll(async () => {
  const { model, manifest } = await exportRequest('nowhere');
  const written = { producer: 'graft-studio', formatVersion: 2, format: 'onnx', created: '2026-11-27T00:00:00.000Z', model: { file: 'model.onnx', sizeBytes: 1, sha256: 'c'.repeat(64) } } as const;
  const { net: { spec }, classes, preprocessing } = model;
  plain = { ...written, net: spec, architecture: null, classes: [...classes], preprocessing, temperature: 1, ...manifest, receipt: { images: 5, maxAbsDiff: 1e-7, top1Agreement: 1 } };
});

/** Its list of figures, each on one line. */
const figures = (changes: Partial<NewManifest>): string[] => exportReadme({ ...plain, ...changes }).split('\n## Using it')[0]!.replaceAll(/\n {2}/g, ' ').split('\n').filter((line) => line.startsWith('- '));
const line = (begin: string, changes: Partial<NewManifest>): string | undefined => figures(changes).find((one) => one.startsWith(`- ${begin}`));

const sets = { method: 'lac', level: 0.9, threshold: 0.7, penalty: 0, free: 0, images: 60, coverage: { low: 0.83, high: 0.96 } } as const;
const index = { pictures: 240, dimensions: 512, k: 5, threshold: -0.5, falseAlarmRate: 0.05, band: { low: 0.01, high: 0.11 }, images: 60 };
const ofGroups = (groups: number) => ({ ...plain.metrics, accuracyInterval: groups < 5 ? null : ([0.6, 0.9] as [number, number]), independentGroups: groups });

test('where pictures are counted, figures say so with their bands', () => {
  expect(line('Accuracy', {})).toBe('- Accuracy 80.0 % (95 % interval 38.0 % to 96.0 %) on 5 validation pictures (the epoch was chosen on these pictures).');
  expect(line('Answer sets', { answerSets: sets })).toContain('in about 90.0 % of new pictures like these the right class is among the answers, between 83.0 % and 96.0 % with 60 validation pictures;');
  expect(line('Familiarity', { familiarity: index })).toContain('Below -0.5000 a picture is like none of them; of known ones that is said of about 5.0 % (between 1.0 % and 11.0 % with 60 validation pictures).');
});

test('where groups are counted, figures say of how many, and promise no band', () => {
  expect(line('Accuracy', { metrics: ofGroups(12) })).toContain('(95 % interval 60.0 % to 90.0 %, from 12 independent groups of pictures)');
  expect(line('Answer sets', { answerSets: { ...sets, independentGroups: 12, coverage: null } })).toContain(
    'in about 90.0 % of new pictures like these of a new group the right class is among the answers, each group counting alike; how far it may lie from that is not known exactly for groups. Counted: 60 validation pictures of 12 independent groups;',
  );
  expect(line('Familiarity', { familiarity: { ...index, band: null, independentGroups: 24 } })).toContain(
    'of known ones of a new group that is said of about 5.0 %, each group counting alike; how far it may lie from that is not known exactly for groups. Counted: 60 validation pictures of 24 independent groups.',
  );
});

test('what there were too few pictures or groups for says how many it takes, as the terminal does', () => {
  expect(line('Accuracy', { metrics: ofGroups(3) })).toContain('(no interval: it takes 5 independent groups of pictures, here are 3)');
  expect(line('No answer sets', {})).toBe('- No answer sets: those that hold the right class in 90.0 % of cases need at least 9 validation pictures; here are 5.');
  expect(line('No answer sets', { metrics: ofGroups(7) })).toBe('- No answer sets: those that hold the right class in 90.0 % of cases need validation pictures of at least 9 independent groups; here they are of 7.');
  // Which images judge says nothing of those that make a rule.
  expect(line('No answer sets', { metrics: { ...ofGroups(7), split: 'test' } })).toContain('at least 9 validation pictures.');
  const few = { ...index, threshold: null, band: null };
  expect(line('Familiarity', { familiarity: { ...few, images: 7 } })).toContain('No picture is called like none of them: with 5.0 % false alarms that needs at least 19 validation pictures; here are 7.');
  expect(line('Familiarity', { familiarity: { ...few, independentGroups: 7 } })).toContain('that needs validation pictures of at least 19 independent groups; here they are of 7.');
});
