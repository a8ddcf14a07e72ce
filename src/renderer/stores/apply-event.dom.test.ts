import { expect, test } from 'vitest';
import { backboneCard, datasetView, projectCard, runRow, systemInfo } from '../testing/answers.ts';
import { fakeProgram } from '../testing/fake-program.ts';
import { later } from '../testing/show.ts';
import { applyEvent } from './apply-event.ts';
import { useBackbones } from './backbones.ts';
import { useProject } from './project.ts';
import { useProjects } from './projects.ts';
import { useRuns } from './runs.ts';
import { useSystem } from './system.ts';

test('the first event of a stream fills every store that is wanted; one of a data set reaches both that know it', async () => {
  let name = 'Weeds';
  const program = fakeProgram({
    datasets: { list: () => [projectCard('weeds', { name })], show: () => datasetView({ name }) },
    runs: { list: () => [runRow(1)] },
    backbones: { list: () => [backboneCard('a')] },
    system: { info: () => systemInfo() },
  });
  await useProject().open('weeds');
  useBackbones().want();
  applyEvent({ type: 'reset' });
  await later(150);
  expect([useProjects().cards?.length, useRuns().rows?.length, useBackbones().cards?.length]).toEqual([1, 1, 1]);
  expect(useSystem().info?.version).toBe('0.1.0');
  const before = program.asked.length;
  name = 'Wild weeds';
  applyEvent({ type: 'dataset', dataset: 'weeds', news: null });
  await later(400);
  expect([useProject().view?.name, useProjects().cards?.[0]?.name]).toEqual(['Wild weeds', 'Wild weeds']);
  expect(program.asked.slice(before).map(([call]) => call)).toEqual(['datasets.show', 'datasets.list']);
});
