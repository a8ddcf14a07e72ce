import { index, integer, primaryKey, real, sqliteTable, text, unique, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { sql } from 'drizzle-orm';
import { layoutKinds } from '../../shared/layout.ts';
import type { ClassKey } from '../../shared/class-keys.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { BareFolder } from './json-columns.ts';
import { groupSources } from '../../shared/group-source.ts';
import { splits } from '../../shared/split.ts';

// The migrations create the tables; this file and `run-tables.ts` give them types. A test holds the two against each other.

export const datasets = sqliteTable('datasets', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Real path of the folder. */
  root: text().notNull().unique(),
  createdAtMs: integer('created_at_ms').notNull(),
  /** Set when the user removed a data set that runs still refer to. */
  removedAtMs: integer('removed_at_ms'),
  /** Files the last scan passed over because they are no pictures. */
  ignoredFiles: integer('ignored_files').notNull().default(0),
  /** The split asked for last; each version says what it was made with. */
  valShare: real('val_share').notNull().default(0.2),
  testShare: real('test_share').notNull().default(0),
  splitSeed: integer('split_seed').notNull().default(0),
  /** Grows with everything that changes what training would see: scans, labels, classes, the split. */
  revision: integer().notNull().default(0),
  /** The revision at which the files of the last scan were last other ones. */
  scanRevision: integer('scan_revision').notNull().default(0),
  /** When a window last showed it. */
  openedAtMs: integer('opened_at_ms'),
  /** How a person said that its folders are read; null: as they show. */
  layout: text({ enum: layoutKinds }),
  /** Links to folders that are read already, and folders without pictures, as the last scan found them. The column is older than the second kind. */
  bareFolders: text('linked_folders', { mode: 'json' }).$type<BareFolder[]>().notNull().default([]),
  /** Keys that a person chose for classes; of classes that are gone too. */
  classKeys: text('class_keys', { mode: 'json' }).$type<ClassKey[]>().notNull().default([]),
  /** What its pictures are kept together by; null: by nothing but equal content. */
  groupSource: text('group_source', { enum: groupSources }),
});

/** Which contents belong together since a person said so; those in no group (null) were there then too. */
export const imageGroups = sqliteTable(
  'image_groups',
  {
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    sha256: text().notNull(),
    groupKey: text('group_key'),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.sha256] })],
);

export const datasetVersions = sqliteTable(
  'dataset_versions',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    /** 1, 2, … within the data set; the highest is the current one. */
    number: integer().notNull(),
    /** sha256 (hex) over classes, paths, contents and split. */
    fingerprint: text().notNull(),
    valShare: real('val_share').notNull(),
    testShare: real('test_share').notNull(),
    splitSeed: integer('split_seed').notNull(),
    /** What its pictures were kept together by. */
    groupSource: text('group_source', { enum: groupSources }),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [unique().on(table.datasetId, table.number)],
);

export const classes = sqliteTable(
  'classes',
  {
    versionId: integer('version_id')
      .notNull()
      .references(() => datasetVersions.id, { onDelete: 'cascade' }),
    label: integer().notNull(),
    name: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.label] })],
);

/** One content of one file: a file that changes gets another row, so that older versions keep what they saw. */
export const images = sqliteTable(
  'images',
  {
    id: integer().primaryKey(),
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    /** Relative to the data set's folder, with `/`. */
    path: text().notNull(),
    /** Whether the last scan found this content under this path. */
    present: integer({ mode: 'boolean' }).notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    modifiedMs: real('modified_ms').notNull(),
    sha256: text(),
    /** Pixels, after EXIF orientation. */
    width: integer(),
    height: integer(),
    /** As `store/looks.ts` writes it; null until somebody looked at the picture for near duplicates or bursts. */
    perceptualHash: text('perceptual_hash'),
    /** By the camera's clock; null where its file does not say, or nobody looked. */
    takenAtMs: real('taken_at_ms'),
    /** Why the file is no usable picture; null for a good one. */
    problem: text(),
    /** The same as data, unless an older version wrote it. */
    problemValues: text('problem_values', { mode: 'json' }).$type<SaidValues>(),
    /** It has 16 bits a sample and uses 12: nearly black to the network. */
    isDim: integer('is_dim', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    uniqueIndex('images_present')
      .on(table.datasetId, table.path)
      .where(sql`present = 1`),
    index('images_looked_at')
      .on(table.datasetId, table.perceptualHash)
      .where(sql`present = 1 AND perceptual_hash IS NOT NULL`),
    index('images_content').on(table.datasetId, table.path, table.sha256),
  ],
);

/** Of a file of the last scan: which one it was, whatever its size and time say. A row that is missing was never known. */
export const fileStamps = sqliteTable('file_stamps', {
  imageId: integer('image_id')
    .primaryKey()
    .references(() => images.id, { onDelete: 'cascade' }),
  inode: real().notNull(),
  /** When the file's entry last changed (ctime). */
  changedMs: real('changed_ms').notNull(),
});

export const versionImages = sqliteTable(
  'version_images',
  {
    versionId: integer('version_id')
      .notNull()
      .references(() => datasetVersions.id, { onDelete: 'cascade' }),
    imageId: integer('image_id')
      .notNull()
      .references(() => images.id, { onDelete: 'cascade' }),
    label: integer().notNull(),
    split: text({ enum: splits }).notNull(),
    /** Pictures of one group share it; null: in none. */
    groupKey: text('group_key'),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.imageId] })],
);

/** Classes made by name in the studio; they may be empty. */
export const datasetClasses = sqliteTable(
  'dataset_classes',
  {
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    name: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.name] })],
);

export const labelChangeKinds = ['label', 'exclude', 'include', 'import', 'undo', 'redo'] as const;
export type LabelChangeKind = (typeof labelChangeKinds)[number];

/** One act of labelling; rows are only added. */
export const labelChanges = sqliteTable('label_changes', {
  id: integer().primaryKey({ autoIncrement: true }),
  datasetId: text('dataset_id')
    .notNull()
    .references(() => datasets.id, { onDelete: 'cascade' }),
  atMs: integer('at_ms').notNull(),
  kind: text({ enum: labelChangeKinds }).notNull(),
  /** The class given; of `label` only. */
  label: text(),
  /** What was undone or redone; of `undo` and `redo` only. */
  changeId: integer('change_id'),
  /** Pictures it concerned. */
  images: integer().notNull(),
  /** What the table of labels is called; of `import` only. */
  source: text(),
});

/** What a change did to one picture: its row of `image_labels` before (null = none) and after. */
export const labelChangeImages = sqliteTable(
  'label_change_images',
  {
    changeId: integer('change_id')
      .notNull()
      .references(() => labelChanges.id, { onDelete: 'cascade' }),
    path: text().notNull(),
    /** Content of the file at that time. */
    sha256: text(),
    labelBefore: text('label_before'),
    excludedBefore: integer('excluded_before', { mode: 'boolean' }),
    labelAfter: text('label_after'),
    excludedAfter: integer('excluded_after', { mode: 'boolean' }).notNull(),
    sideBefore: text('side_before', { enum: splits }),
    sideAfter: text('side_after', { enum: splits }),
  },
  (table) => [primaryKey({ columns: [table.changeId, table.path] })],
);

/** Where the history has led: what the studio says of a file, over what its folder says. By path, so that no scan loses it. */
export const imageLabels = sqliteTable(
  'image_labels',
  {
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    path: text().notNull(),
    /** The file's content when it was last seen, to know it again under another name. */
    sha256: text(),
    /** Null: the folder's. */
    label: text(),
    excluded: integer({ mode: 'boolean' }).notNull(),
    /** Where a table of labels put it; null: the folder's, or none. */
    side: text({ enum: splits }),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.path] })],
);

export const judgementKinds = ['suspect', 'again'] as const;
export type JudgementKind = (typeof judgementKinds)[number];

/** What a person said of a label when it was doubted, or when the picture came again, blind. By path, so that no scan loses it. */
export const labelJudgements = sqliteTable('label_judgements', {
  id: integer().primaryKey(),
  datasetId: text('dataset_id')
    .notNull()
    .references(() => datasets.id, { onDelete: 'cascade' }),
  path: text().notNull(),
  sha256: text().notNull(),
  kind: text({ enum: judgementKinds }).notNull(),
  /** The label it had. */
  given: text().notNull(),
  /** The class the person said; null: unsure. */
  said: text(),
  atMs: integer('at_ms').notNull(),
});

export const proposalKinds = ['typical', 'uncertain', 'random'] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** Pictures that were proposed to be labelled, chosen or drawn. By content, so that no scan loses it. */
export const labelProposals = sqliteTable(
  'label_proposals',
  {
    datasetId: text('dataset_id')
      .notNull()
      .references(() => datasets.id, { onDelete: 'cascade' }),
    sha256: text().notNull(),
    kind: text({ enum: proposalKinds }).notNull(),
    atMs: integer('at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.datasetId, table.sha256] })],
);
