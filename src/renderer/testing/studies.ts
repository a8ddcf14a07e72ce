import type { PresetView, StudyView, TrialView } from '../../shared/contract/study-calls.ts';
import type { StudyRow } from '../../shared/study-result.ts';

const figure = (values: number[]) => ({ mean: values.reduce((a, b) => a + b, 0) / values.length, low: values.length > 1 ? 0.6 : null, high: values.length > 1 ? 0.9 : null, n: values.length, median: values[0]!, values });

export const studyRow = (cell: StudyRow['cell'], values: number[], runs: number[]): StudyRow => ({
  cell,
  runs,
  accuracy: values.length > 0 ? figure(values) : null,
  trainAccuracy: null,
  trainLoss: null,
  valLoss: null,
  parameters: 100,
  multiplyAdds: 1e6,
  secondsPerEpoch: 2,
  secondsPerRun: 9,
});

export const trialView = (position: number, more: Partial<TrialView> = {}): TrialView => ({ position, row: position, repeat: 0, run: null, state: 'queued', accuracy: null, isWhole: true, ...more });

/** Two learning rates, once each: run 7 is done, run 8 is trained. */
export const studyView = (more: Partial<StudyView> = {}): StudyView => ({
  study: 3,
  title: 'Rates',
  question: 'Which rate?',
  preset: null,
  dataset: 'weeds',
  status: 'running',
  done: 1,
  failed: 0,
  total: 2,
  createdAtMs: 0,
  finishedAtMs: null,
  spec: { title: 'Rates', question: 'Which rate?', dataset: 'weeds', base: {}, vary: [{ field: 'learningRate', values: [0.01, 0.1] }], repeats: { seeds: 1 }, budget: null, executor: 'local', preset: null, claims: [] },
  steps: null,
  chart: 'bars',
  rows: [studyRow({ learningRate: 0.01 }, [0.8], [7]), studyRow({ learningRate: 0.1 }, [], [])],
  trials: [trialView(0, { run: 7, state: 'done', accuracy: 0.8 }), trialView(1, { run: 8, state: 'running' })],
  verdicts: [],
  paper: null,
  curve: null,
  classes: [],
  recommended: null,
  asGood: [],
  canGoOn: true,
  cluster: null,
  error: null,
  ...more,
});

export const presetView = (preset: string, more: Partial<PresetView> = {}): PresetView => ({
  preset,
  title: `Title of ${preset}`,
  question: `Question of ${preset}`,
  claims: [],
  varies: [{ field: 'freeze', values: 'cuts' }],
  repeats: { seeds: 3 },
  isDrawn: false,
  names: [],
  paper: null,
  ...more,
});
