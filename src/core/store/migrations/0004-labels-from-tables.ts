/**
 * Labels of a table: an entry of the history in which each picture gets its own label, and the side that a table may give. The
 * history is written anew, since SQLite cannot widen a CHECK; the child goes first, so that dropping the parent takes nothing along.
 */
export const labelsFromTables = /* sql */ `
ALTER TABLE image_labels ADD COLUMN side TEXT CHECK (side IN ('train', 'val', 'test'));

CREATE TABLE label_changes_next (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('label', 'exclude', 'include', 'import', 'undo', 'redo')),
  label TEXT,
  change_id INTEGER REFERENCES label_changes_next (id) ON DELETE CASCADE,
  images INTEGER NOT NULL,
  source TEXT,
  CHECK ((kind = 'label') = (label IS NOT NULL)),
  CHECK ((kind IN ('undo', 'redo')) = (change_id IS NOT NULL)),
  CHECK ((kind = 'import') = (source IS NOT NULL))
) STRICT;
INSERT INTO label_changes_next (id, dataset_id, at_ms, kind, label, change_id, images)
  SELECT id, dataset_id, at_ms, kind, label, change_id, images FROM label_changes ORDER BY id;

CREATE TABLE label_change_images_next (
  change_id INTEGER NOT NULL REFERENCES label_changes_next (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  sha256 TEXT,
  label_before TEXT,
  excluded_before INTEGER CHECK (excluded_before IN (0, 1)),
  label_after TEXT,
  excluded_after INTEGER NOT NULL CHECK (excluded_after IN (0, 1)),
  side_before TEXT CHECK (side_before IN ('train', 'val', 'test')),
  side_after TEXT CHECK (side_after IN ('train', 'val', 'test')),
  PRIMARY KEY (change_id, path),
  CHECK (excluded_before IS NOT NULL OR (label_before IS NULL AND side_before IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO label_change_images_next
    (change_id, path, sha256, label_before, excluded_before, label_after, excluded_after)
  SELECT change_id, path, sha256, label_before, excluded_before, label_after, excluded_after FROM label_change_images;

DROP TABLE label_change_images;
DROP TABLE label_changes;
ALTER TABLE label_changes_next RENAME TO label_changes;
ALTER TABLE label_change_images_next RENAME TO label_change_images;
CREATE INDEX label_changes_dataset ON label_changes (dataset_id, id);
CREATE INDEX label_changes_change ON label_changes (change_id);
CREATE TRIGGER label_changes_stay BEFORE UPDATE ON label_changes
BEGIN SELECT RAISE(ABORT, 'the history of labels only grows'); END;
CREATE TRIGGER label_change_images_stay BEFORE UPDATE ON label_change_images
BEGIN SELECT RAISE(ABORT, 'the history of labels only grows'); END;
`;
