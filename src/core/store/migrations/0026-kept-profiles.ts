/** Version 26: what each block of a base model knows of a data set version is kept. */
export const keptProfiles = /* sql */ `
CREATE TABLE profiles (
  dataset_version_id INTEGER NOT NULL REFERENCES dataset_versions (id) ON DELETE CASCADE,
  measured_by TEXT NOT NULL,
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (dataset_version_id, measured_by)
) STRICT;
`;
