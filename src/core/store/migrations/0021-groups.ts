/**
 * Version 21: when pictures were taken; which pictures of a data set belong together, as a person applied it, and as each version saw it.
 * Versions and data sets from before have no groups.
 */
export const groupsOfPictures = /* sql */ `
ALTER TABLE images ADD COLUMN taken_at_ms REAL;
CREATE INDEX images_looked_at ON images (dataset_id, perceptual_hash) WHERE present = 1 AND perceptual_hash IS NOT NULL;
ALTER TABLE datasets ADD COLUMN group_source TEXT;
ALTER TABLE dataset_versions ADD COLUMN group_source TEXT;
ALTER TABLE version_images ADD COLUMN group_key TEXT;
CREATE TABLE image_groups (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  group_key TEXT,
  PRIMARY KEY (dataset_id, sha256)
) STRICT, WITHOUT ROWID;
`;
