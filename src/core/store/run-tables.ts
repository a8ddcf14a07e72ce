import { blob, integer, primaryKey, real, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import { answeringWeights } from '../../shared/answering-weights.ts';
import type { PlanReason } from '../../shared/contract/plan-view.ts';
import type { DataPart } from '../../shared/data-part.ts';
import type { WireError } from '../../shared/errors.ts';
import type { DepthFindings } from '../../shared/profile-result.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { RunPlan, RunSpec } from '../../shared/run-spec.ts';
import type { FirstAnswer, AnswerSoFar } from '../../shared/answers-so-far.ts';
import type { TemperatureFit } from '../../shared/temperature-fit.ts';
import type { MeasuredGradients } from '../../shared/trainer-protocol.ts';
import type { StoredAttestation, ExportReceipt, RunMetrics, RunPace } from './json-columns.ts';
import { splits } from '../../shared/split.ts';
import { runStates } from '../../shared/run-state.ts';
import { datasetVersions, datasets, images } from './dataset-tables.ts';

// As in `dataset-tables.ts`, for what is trained.

export const runs = sqliteTable('runs', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text(),
  datasetVersionId: integer('dataset_version_id')
    .notNull()
    .references(() => datasetVersions.id),
  /** What it started from; null where its network started drawn. */
  backboneId: text('backbone_id'),
  state: text({ enum: runStates }).notNull(),
  spec: text({ mode: 'json' }).$type<RunSpec>().notNull(),
  plan: text({ mode: 'json' }).$type<RunPlan>(),
  createdAtMs: integer('created_at_ms').notNull(),
  startedAtMs: integer('started_at_ms'),
  finishedAtMs: integer('finished_at_ms'),
  /** Time spent training, pauses left out. */
  seconds: real(),
  imagesPerSecond: real('images_per_second'),
  peakMemoryBytes: integer('peak_memory_bytes'),
  bestEpoch: integer('best_epoch'),
  /** Epochs whose mean its best weights are; null where they are those of `bestEpoch`. */
  averaged: text({ mode: 'json' }).$type<readonly number[]>(),
  error: text({ mode: 'json' }).$type<WireError>(),
  metrics: text({ mode: 'json' }).$type<RunMetrics>(),
  attestation: text({ mode: 'json' }).$type<StoredAttestation>(),
  /** What a person wrote about it. */
  note: text(),
  /** Null until it is done, and where it was resumed. */
  pace: text({ mode: 'json' }).$type<RunPace>(),
  /** How good it was when that was first known; null before, and of runs of older versions. */
  firstAnswer: text('first_answer', { mode: 'json' }).$type<FirstAnswer>(),
  /** Which of its data set's pictures it sees; null: as the version is split. */
  dataPart: text('data_part', { mode: 'json' }).$type<DataPart>(),
  /** Null until it is done, without validation pictures, and of runs of older versions. */
  calibration: text({ mode: 'json' }).$type<TemperatureFit>(),
  /** Why each setting is what it is, as its plan was made; null of runs of older versions, and of those that another machine planned. */
  reasons: text({ mode: 'json' }).$type<PlanReason[]>(),
});

export const epochs = sqliteTable(
  'epochs',
  {
    runId: integer('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    epoch: integer().notNull(),
    phase: text().notNull(),
    trainLoss: real('train_loss').notNull(),
    trainAccuracy: real('train_accuracy').notNull(),
    valLoss: real('valid_loss').notNull(),
    valAccuracy: real('valid_accuracy').notNull(),
    learningRate: real('learning_rate').notNull(),
    imagesPerSecond: real('images_per_second').notNull(),
    seconds: real().notNull(),
    /** Null where none were measured. */
    gradients: text({ mode: 'json' }).$type<MeasuredGradients[]>(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.epoch] })],
);

/** What a run's best weights so far answer of its validation pictures. */
export const runAnswers = sqliteTable('answers_so_far', {
  runId: integer('run_id')
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  figures: text({ mode: 'json' }).$type<FirstAnswer>().notNull(),
  pictures: text({ mode: 'json' }).$type<AnswerSoFar[]>().notNull(),
});

/** One pass over one split of a data set version, or over a folder that is no data set. */
export const evaluations = sqliteTable('evaluations', {
  id: integer().primaryKey({ autoIncrement: true }),
  runId: integer('run_id')
    .notNull()
    .references(() => runs.id, { onDelete: 'cascade' }),
  datasetVersionId: integer('dataset_version_id').references(() => datasetVersions.id),
  folder: text(),
  split: text({ enum: [...splits, 'all'] }).notNull(),
  metrics: text({ mode: 'json' }).$type<Metrics>().notNull(),
  /** Those that count, or those of the last epoch. */
  weights: text({ enum: answeringWeights }).notNull().default('kept'),
  /** Its interval counts pictures that lie in groups: an older version made it. */
  isRecountDue: integer('is_recount_due', { mode: 'boolean' }).notNull().default(false),
  createdAtMs: integer('created_at_ms').notNull(),
});

/** Somebody saw what a model gets right on the test pictures. */
export const testLooks = sqliteTable('test_looks', {
  id: integer().primaryKey(),
  datasetId: text('dataset_id')
    .notNull()
    .references(() => datasets.id, { onDelete: 'cascade' }),
  version: integer().notNull(),
  /** A run's number, or several with how they answer together. */
  model: text().notNull(),
  atMs: integer('at_ms').notNull(),
});

/** The test pictures of a data set are not looked at: until a time (null: no time was said), but for the run that was named final (null: none yet). */
export const testLocks = sqliteTable('test_locks', {
  datasetId: text('dataset_id')
    .primaryKey()
    .references(() => datasets.id, { onDelete: 'cascade' }),
  lockedAtMs: integer('locked_at_ms').notNull(),
  untilMs: integer('until_ms'),
  finalRun: integer('final_run'),
});

export const predictions = sqliteTable(
  'predictions',
  {
    id: integer().primaryKey(),
    evaluationId: integer('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    imageId: integer('image_id').references(() => images.id),
    file: text().notNull(),
    label: integer(),
    predicted: integer().notNull(),
    /** Little-endian float32, one a class. */
    probabilities: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [unique().on(table.evaluationId, table.file)],
);

/** What each block of a base model knows of a data set version; `measuredBy` says of which weights and how pictures went in. */
export const profiles = sqliteTable(
  'profiles',
  {
    datasetVersionId: integer('dataset_version_id')
      .notNull()
      .references(() => datasetVersions.id, { onDelete: 'cascade' }),
    measuredBy: text('measured_by').notNull(),
    findings: text({ mode: 'json' }).$type<DepthFindings>().notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.datasetVersionId, table.measuredBy] })],
);

export const exports = sqliteTable('exports', {
  id: integer().primaryKey({ autoIncrement: true }),
  runId: integer('run_id')
    .notNull()
    .references(() => runs.id, { onDelete: 'cascade' }),
  format: text().notNull(),
  folder: text().notNull(),
  receipt: text({ mode: 'json' }).$type<ExportReceipt>().notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
});

/** At most one row: who trains in this data folder. */
export const trainerLeases = sqliteTable('trainer_lease', {
  id: integer().primaryKey(),
  runId: integer('run_id').references(() => runs.id, { onDelete: 'set null' }),
  /** The process, as `files/process-owner.ts` names it. */
  owner: text().notNull(),
  /** The engine process it has started, named alike. */
  engine: text(),
  /** What another program asks of it: to stop, and what its run is to be then. */
  wish: text({ enum: ['paused', 'cancelled'] }),
  acquiredAtMs: integer('acquired_at_ms').notNull(),
  heartbeatAtMs: integer('heartbeat_at_ms').notNull(),
});

/** Of runs that are `queued`; rows of others mean nothing. */
export const queue = sqliteTable('queue', {
  runId: integer('run_id')
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  /** The lowest goes first. */
  position: integer().notNull(),
  /** The process that waits with it; null in what a version before left. */
  owner: text(),
  /** When that process last said that it waits. */
  seenAtMs: integer('seen_at_ms').notNull(),
  /** Whether it is to end with the best weights of its checkpoint instead of going on. */
  finishes: integer({ mode: 'boolean' }).notNull().default(false),
});

/** The run of a data set that a person pinned. */
export const pinnedRuns = sqliteTable('pinned_runs', {
  datasetId: text('dataset_id')
    .primaryKey()
    .references(() => datasets.id, { onDelete: 'cascade' }),
  runId: integer('run_id')
    .notNull()
    .unique()
    .references(() => runs.id, { onDelete: 'cascade' }),
});

/** What changed last: triggers keep a row for each run, data set and study there ever was. */
export const changes = sqliteTable(
  'changes',
  {
    kind: text({ enum: ['run', 'dataset', 'study'] }).notNull(),
    subject: text().notNull(),
    sequence: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.subject] })],
);
