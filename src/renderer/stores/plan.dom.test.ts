import { expect, test } from 'vitest';
import type { EstimateView, PlanView } from '../../shared/contract/plan-view.ts';
import { datasetView } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { later, settled } from '../testing/show.ts';
import { useDraft } from './draft.ts';
import { usePlan } from './plan.ts';
import { useProject } from './project.ts';

const planView = (command: string) => ({ command, reasons: [], notices: [], parts: [], cacheBytes: 0 }) as unknown as PlanView;
const estimateView = (minutes: number) => ({ minutes, epochs: 3, secondsPerEpoch: [1], featureSeconds: [1], peakMemoryBytes: 1 }) as EstimateView;

async function opened(answers: Parameters<typeof fakeProgram>[0] = {}) {
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    runs: { plan: ({ spec }) => planView(`graft train --epochs ${spec.epochs}`), ...answers.runs },
  });
  await useProject().open('weeds');
  const plan = usePlan();
  await later(200);
  return { program, plan };
}

test('the plan follows the wish, once typing rests', async () => {
  const { program, plan } = await opened();
  expect(plan.plan?.command).toBe('graft train --epochs undefined');
  for (const epochs of [3, 4, 5]) useDraft().change({ epochs });
  await later(200);
  expect(plan.plan?.command).toBe('graft train --epochs 5');
  expect(program.inputsOf('runs.plan')).toEqual([
    { dataset: 'weeds', spec: {} },
    { dataset: 'weeds', spec: { epochs: 5 } },
  ]);
});

test('an answer for an older wish is not shown', async () => {
  const slow = Promise.withResolvers<void>();
  const { plan } = await opened({
    runs: {
      async plan({ spec }) {
        if (spec.epochs === 3) await slow.promise;
        return planView(`epochs ${spec.epochs}`);
      },
    },
  });
  useDraft().change({ epochs: 3 });
  await later(200);
  useDraft().change({ epochs: 4 });
  slow.resolve();
  await settled();
  expect(plan.plan?.command).toBe('epochs undefined');
  await later(200);
  expect(plan.plan?.command).toBe('epochs 4');
});

test('what cannot be trained has no plan but the reason', async () => {
  const { program, plan } = await opened();
  program.answer({
    runs: {
      plan: () => {
        throw refusal({ code: 'bad-data-set', message: 'One class only', field: 'dataset' });
      },
    },
  });
  await plan.load();
  expect([plan.plan, plan.error?.message, plan.error?.field]).toEqual([null, 'One class only', 'dataset']);
});

test('a measurement is of exactly this wish', async () => {
  const { program, plan } = await opened({ runs: { estimate: () => estimateView(4) } });
  await Promise.all([plan.measure(), plan.measure()]);
  expect(program.inputsOf('runs.estimate')).toHaveLength(1);
  expect(plan.estimate?.minutes).toBe(4);
  useDraft().change({ epochs: 9 });
  expect([plan.estimate, plan.measured?.estimate.minutes]).toEqual([null, 4]);
  await later(200);
});

test('a measurement that fails says so until the wish changes; one that made way for a training does not', async () => {
  const fail = (code: 'cancelled' | 'engine-missing') => ({
    runs: {
      estimate: () => {
        throw refusal({ code, message: 'no probe' });
      },
    },
  });
  const { program, plan } = await opened(fail('engine-missing'));
  await plan.measure();
  expect([plan.measureError?.message, plan.isMeasuring]).toEqual(['no probe', false]);
  useDraft().change({ epochs: 2 });
  await later(200);
  expect(plan.measureError).toBeNull();
  program.answer(fail('cancelled'));
  await plan.measure();
  expect(plan.measureError).toBeNull();
});
