import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';
import type { DatasetView, ProjectCard } from '../../shared/contract/dataset-calls.ts';
import type { ImageAnswer } from '../../shared/contract/evaluation-calls.ts';
import type { ImageDetails, LabelChange } from '../../shared/contract/image-calls.ts';
import type { RunDetails, RunProgress, RunRow } from '../../shared/contract/run-calls.ts';
import type { SystemInfo } from '../../shared/contract/system-calls.ts';
import type { RunVerdict } from '../../shared/verdict.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';

/** What a program would answer; a test says what matters to it. */
export const projectCard = (id: string, more: Partial<ProjectCard> = {}): ProjectCard => ({
  id,
  name: id,
  root: `/pictures/${id}`,
  isPresent: true,
  version: 1,
  images: 30,
  classes: 2,
  thumbnails: [1, 2],
  bestRun: null,
  activeRuns: 0,
  openedAtMs: 0,
  ...more,
});

export const datasetView = (more: Partial<DatasetView> = {}): DatasetView => ({
  id: 'weeds',
  name: 'Weeds',
  root: '/pictures/weeds',
  isPresent: true,
  version: 1,
  hasChanges: false,
  classes: [
    { name: 'dock', count: 20 },
    { name: 'nettle', count: 10 },
  ],
  classKeys: [],
  images: 30,
  unlabelled: 0,
  excluded: 0,
  unreadable: [],
  split: { train: 24, val: 6, test: 0 },
  shares: { val: 0.2, test: 0, seed: 0 },
  splitIsFolders: false,
  findings: [],
  canUndo: false,
  canRedo: false,
  isWatched: true,
  ...more,
});

export const labelChange = (more: Partial<LabelChange> = {}): LabelChange => ({
  changed: 1,
  did: null,
  picture: null,
  classes: [
    { name: 'dock', count: 19 },
    { name: 'nettle', count: 11 },
  ],
  unlabelled: 0,
  excluded: 0,
  canUndo: true,
  canRedo: false,
  ...more,
});

export const imageDetails = (id: number, more: Partial<ImageDetails> = {}): ImageDetails => ({
  id,
  file: `dock/${id}.jpg`,
  path: `/pictures/weeds/dock/${id}.jpg`,
  width: 320,
  height: 240,
  sizeBytes: 12_000,
  folderLabel: 'dock',
  label: 'dock',
  split: 'train',
  isExcluded: false,
  problem: null,
  problemValues: null,
  duplicates: [],
  ...more,
});

export const runRow = (run: number, more: Partial<RunRow> = {}): RunRow => ({
  run,
  name: null,
  note: null,
  state: 'done',
  dataset: 'weeds',
  datasetName: 'Weeds',
  datasetVersion: 1,
  backbone: 'resnet18.graft_starter',
  spec: {},
  plan: null,
  createdAtMs: run * 1000,
  startedAtMs: run * 1000,
  finishedAtMs: run * 1000 + 500,
  seconds: 12,
  imagesPerSecond: 100,
  peakMemoryBytes: 1e9,
  bestEpoch: 3,
  averaged: null,
  error: null,
  headline: { split: 'val', accuracy: 0.8, interval: [0.6, 0.9], independentGroups: null, images: 6 },
  firstAnswer: null,
  valLoss: 0.5,
  macroF1: 0.79,
  frozen: { tensors: 100, changed: 0 },
  isResumable: false,
  isFinishable: false,
  queuePosition: null,
  isPinned: false,
  isBest: false,
  study: null,
  ...more,
});

export const runProgress = (run: number, more: Partial<RunProgress> = {}): RunProgress => ({
  run,
  legs: (['starting', 'features', 'training', 'saving', 'evaluating'] as const).map((activity) => ({
    activity,
    phase: activity === 'features' || activity === 'training' ? 'head' : null,
  })),
  leg: 2,
  fraction: 0.375,
  activity: 'training',
  done: 5,
  total: 10,
  detail: null,
  phase: 'head',
  epoch: 2,
  epochs: 4,
  mayStopEarly: false,
  loss: 0.7,
  imagesPerSecond: 82,
  secondsLeft: 240,
  memoryBytes: 1e9,
  watched: null,
  ...more,
});

export const epochReport = (epoch: number, more: Partial<EpochReport> = {}): EpochReport => ({
  epoch,
  phase: 'head',
  trainLoss: 1 / epoch,
  trainAccuracy: 0.8,
  valLoss: 1.1 / epoch,
  valAccuracy: 0.75,
  learningRate: 0.01,
  imagesPerSecond: 82,
  seconds: 3,
  isBest: false,
  ...more,
});

export const runDetails = (run: number, more: Partial<RunDetails> = {}): RunDetails => ({
  ...runRow(run),
  epochs: [epochReport(1), epochReport(2, { isBest: true })],
  progress: null,
  answers: null,
  evaluations: [
    {
      id: run,
      split: 'val',
      folder: null,
      metrics: {
        accuracy: 4 / 6,
        accuracyInterval: [0.3, 0.9],
        correct: 4,
        images: 6,
        macroF1: 0.66,
        logLoss: 0.6,
        perClass: [
          { name: 'dock', precision: 0.75, recall: 0.75, f1: 0.75, support: 4 },
          { name: 'nettle', precision: 0.5, recall: 0.5, f1: 0.5, support: 2 },
        ],
        confusion: [
          [3, 1],
          [1, 1],
        ],
      },
    },
  ],
  attestation: [],
  exports: [],
  folder: `/data/runs/${run}`,
  sizeBytes: 47_000_000,
  classes: ['dock', 'nettle'],
  notices: [],
  ...more,
});

/** Of the evaluation of `runDetails`. */
export const verdictAnswer = (more: Partial<RunVerdict> = {}): RunVerdict => ({
  split: 'val',
  correct: 4,
  images: 6,
  classes: 2,
  accuracy: 4 / 6,
  interval: [0.3, 0.9],
  independentGroups: null,
  plainly: { times: 4, of: 6 },
  guessing: { accuracy: 0.5, isBeaten: false, p: 0.7 },
  largestClass: { label: 'dock', accuracy: 4 / 6, isBeaten: false, p: 1 },
  standing: 'cannot-tell',
  helps: [{ kind: 'confused-pair', labels: ['dock', 'nettle'], counts: [1, 1], share: 1, gain: 2 / 6 }],
  ...more,
});

export const imageAnswer = (image: number | null, label: string | null, predicted: string, more: Partial<ImageAnswer> = {}): ImageAnswer => ({
  image,
  file: `${label}/${image}.jpg`,
  label,
  currentLabel: label,
  isExcluded: false,
  predicted,
  confidence: 0.9,
  trueProbability: 0.1,
  ...more,
});

export const backboneCard = (id: string, more: Partial<BackboneCard> = {}): BackboneCard => ({
  id,
  family: 'ResNet',
  architecture: 'resnet50',
  origin: 'catalogue',
  onDisk: false,
  sizeBytes: 102_000_000,
  accuracy: 80.4,
  parameters: 25_557_032,
  gmac: 4.1,
  licence: 'Apache-2.0',
  preprocessing: { imageSize: 224 } as BackboneCard['preprocessing'],
  fit: { fits: 'well', memoryBytes: 2e9, secondsAThousand: 40 },
  recommended: null,
  suits: null,
  download: null,
  ...more,
});

export const systemInfo = (more: Partial<SystemInfo> = {}): SystemInfo => ({
  version: '0.1.0',
  door: 'browser',
  platform: 'linux',
  dataFolder: '/data',
  engine: { state: 'ready', version: '2.21.0', device: 'CPU' },
  precision: { precision: 'float32', reason: { because: 'repeatable' } },
  threads: 2,
  freeDiskBytes: 5e10,
  hasNativePicker: false,
  ...more,
});
