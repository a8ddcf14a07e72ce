import type { PlanView } from '../../shared/contract/plan-view.ts';
import type { RunPlan } from '../../shared/run-spec.ts';

/** A phase of training, as a plan has it. */
export const phase = { name: 'train', cut: 'head', epochs: 3, patience: 0, learningRate: 0.01, batchSize: 16, augment: 'none', labelSmoothing: 0 };
/** What a plan of a small data set says. */
export const planView = (more: Partial<PlanView> = {}): PlanView => ({
  plan: { backbone: 'starter', start: { from: 'weights', id: 'starter', sha256: null }, freeze: 'head', phases: [phase], preprocessing: { imageSize: 160 }, cacheSizeBytes: 1e9 } as unknown as RunPlan,
  reasons: [
    { setting: 'epochs', phase: null, value: '3', reason: { because: 'cheap-on-cached-features' } },
    { setting: 'cacheSizeBytes', phase: null, value: '20000000000', reason: { because: 'fifth-of-free-disk' } },
  ],
  notices: [{ about: 'budget-not-measured', budgetSeconds: 600 }],
  parts: [
    { part: 'stem', parameters: 1000, trained: 0 },
    { part: 'head', parameters: 10, trained: 10 },
  ],
  cacheBytes: 1e6,
  disk: { runFileBytes: 5e7, newFeatureBytes: 0, neededBytes: 5e7, freeBytes: 5e9 },
  command: 'graft train weeds',
  classes: 2,
  images: { train: 24, val: 6, test: 0 },
  ...more,
});
