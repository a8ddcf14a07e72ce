import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { DataPart } from '../../shared/data-part.ts';
import type { WireError } from '../../shared/errors.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { StudyCluster, WrittenTrial } from '../../shared/study-cluster.ts';
import type { StudyCell, StudySpec } from '../../shared/study-spec.ts';
import { datasetVersions } from './dataset-tables.ts';
import { runs } from './run-tables.ts';

// As in `dataset-tables.ts`, for studies.

export const studies = sqliteTable('studies', {
  id: integer().primaryKey({ autoIncrement: true }),
  spec: text({ mode: 'json' }).$type<StudySpec>().notNull(),
  /** Its trials all see this version, whatever becomes of the folder. */
  datasetVersionId: integer('dataset_version_id')
    .notNull()
    .references(() => datasetVersions.id),
  /** `running` means something only while `owner` is alive. */
  state: text({ enum: ['running', 'done', 'stopped', 'failed'] }).notNull(),
  /** The process that goes through its trials, as `files/process-owner.ts` names it. */
  owner: text(),
  /** Asked to stop by another program. */
  isToStop: integer('is_to_stop', { mode: 'boolean' }).notNull().default(false),
  /** Of each trial, where a time budget decided; else null. */
  steps: integer(),
  /** Why it could not go on. */
  error: text({ mode: 'json' }).$type<WireError>(),
  createdAtMs: integer('created_at_ms').notNull(),
  finishedAtMs: integer('finished_at_ms'),
  /** Null where its trials run on this computer. */
  cluster: text({ mode: 'json' }).$type<StudyCluster>(),
});

export const studyTrials = sqliteTable(
  'study_trials',
  {
    studyId: integer('study_id')
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    /** In the order in which they run, from 0. */
    position: integer().notNull(),
    /** Which cell of the table, from 0. */
    row: integer('cell_row').notNull(),
    /** Seed or fold, from 0. */
    repeat: integer().notNull(),
    cell: text({ mode: 'json' }).$type<StudyCell>().notNull(),
    spec: text({ mode: 'json' }).$type<RunSpec>().notNull(),
    part: text('data_part', { mode: 'json' }).$type<DataPart>(),
    /** Null before it began, and where its run was deleted. */
    runId: integer('run_id').references(() => runs.id, { onDelete: 'set null' }),
    /** Whether the run was there before the study. */
    isReused: integer('is_reused', { mode: 'boolean' }).notNull().default(false),
    /** Null before it was written for other machines, and where it never is. */
    written: text({ mode: 'json' }).$type<WrittenTrial>(),
  },
  (table) => [primaryKey({ columns: [table.studyId, table.position] })],
);
