// As version 10 notes other tables.
const noted = [
  ['studies', 'id'],
  ['study_trials', 'study_id'],
].flatMap(([table, column]) =>
  (['INSERT', 'UPDATE', 'DELETE'] as const).map(
    (act) => `
CREATE TRIGGER ${table}_${act.toLowerCase()}_noted AFTER ${act} ON ${table} BEGIN
  INSERT INTO changes (kind, subject, sequence)
  SELECT 'study', ${act === 'DELETE' ? 'old' : 'new'}.${column}, coalesce(max(sequence), 0) + 1 FROM changes WHERE true
  ON CONFLICT (kind, subject) DO UPDATE SET sequence = excluded.sequence;
END;`,
  ),
);

/** Version 18: studies with their trials, and runs that see a part of their data set. */
export const studiesOfRuns = /* sql */ `
ALTER TABLE runs ADD COLUMN data_part TEXT CHECK (data_part IS NULL OR json_valid(data_part));

CREATE TABLE studies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  dataset_version_id INTEGER NOT NULL REFERENCES dataset_versions (id),
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
  owner TEXT,
  is_to_stop INTEGER NOT NULL DEFAULT 0 CHECK (is_to_stop IN (0, 1)),
  steps INTEGER,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  created_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER
) STRICT;

CREATE TABLE study_trials (
  study_id INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  cell_row INTEGER NOT NULL,
  repeat INTEGER NOT NULL,
  cell TEXT NOT NULL CHECK (json_valid(cell)),
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  data_part TEXT CHECK (data_part IS NULL OR json_valid(data_part)),
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  is_reused INTEGER NOT NULL DEFAULT 0 CHECK (is_reused IN (0, 1)),
  PRIMARY KEY (study_id, position)
) STRICT;
CREATE INDEX study_trials_run ON study_trials (run_id);
${noted.join('\n')}
`;
