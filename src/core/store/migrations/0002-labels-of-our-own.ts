/**
 * Version 2: labels and exclusions given in the studio, as a history that only grows and the state that follows from it;
 * classes made by name; the split asked for, kept with the data set; notes on runs.
 */
export const labelsOfOurOwn = /* sql */ `
ALTER TABLE datasets ADD COLUMN val_share REAL NOT NULL DEFAULT 0.2;
ALTER TABLE datasets ADD COLUMN test_share REAL NOT NULL DEFAULT 0;
ALTER TABLE datasets ADD COLUMN split_seed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE datasets ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE datasets ADD COLUMN scan_revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE datasets ADD COLUMN opened_at_ms INTEGER;
-- They follow from the pictures and their labels, and are worked out from those now.
ALTER TABLE datasets DROP COLUMN notes;
UPDATE datasets SET (val_share, test_share, split_seed) = (
  SELECT val_share, test_share, split_seed FROM dataset_versions
  WHERE dataset_id = datasets.id ORDER BY number DESC LIMIT 1
) WHERE EXISTS (SELECT 1 FROM dataset_versions WHERE dataset_id = datasets.id);

CREATE TABLE dataset_classes (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (dataset_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('label', 'exclude', 'include', 'undo', 'redo')),
  label TEXT,
  change_id INTEGER REFERENCES label_changes (id) ON DELETE CASCADE,
  images INTEGER NOT NULL,
  CHECK ((kind = 'label') = (label IS NOT NULL)),
  CHECK ((kind IN ('undo', 'redo')) = (change_id IS NOT NULL))
) STRICT;
CREATE INDEX label_changes_dataset ON label_changes (dataset_id, id);
CREATE INDEX label_changes_change ON label_changes (change_id);
CREATE TRIGGER label_changes_stay BEFORE UPDATE ON label_changes
BEGIN SELECT RAISE(ABORT, 'the history of labels only grows'); END;

CREATE TABLE label_change_images (
  change_id INTEGER NOT NULL REFERENCES label_changes (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  sha256 TEXT,
  label_before TEXT,
  excluded_before INTEGER CHECK (excluded_before IN (0, 1)),
  label_after TEXT,
  excluded_after INTEGER NOT NULL CHECK (excluded_after IN (0, 1)),
  PRIMARY KEY (change_id, path),
  CHECK (excluded_before IS NOT NULL OR label_before IS NULL)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER label_change_images_stay BEFORE UPDATE ON label_change_images
BEGIN SELECT RAISE(ABORT, 'the history of labels only grows'); END;

CREATE TABLE image_labels (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  sha256 TEXT,
  label TEXT,
  excluded INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  PRIMARY KEY (dataset_id, path)
) STRICT, WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN note TEXT;
`;
