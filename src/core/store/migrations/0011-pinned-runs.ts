const noted = (run: string): string => `
  INSERT INTO changes (kind, subject, sequence)
  SELECT 'run', ${run}, coalesce(max(sequence), 0) + 1 FROM changes WHERE true
  ON CONFLICT (kind, subject) DO UPDATE SET sequence = excluded.sequence;`;

/** Version 11: the run of a data set that a person pinned, at most one; both the run that was and the one that is are noted as changed. */
export const pinsOfRuns = /* sql */ `
CREATE TABLE pinned_runs (
  dataset_id TEXT PRIMARY KEY REFERENCES datasets (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL UNIQUE REFERENCES runs (id) ON DELETE CASCADE
) STRICT;
CREATE TRIGGER pinned_runs_insert_noted AFTER INSERT ON pinned_runs BEGIN${noted('new.run_id')}
END;
CREATE TRIGGER pinned_runs_update_noted AFTER UPDATE ON pinned_runs BEGIN${noted('old.run_id')}${noted('new.run_id')}
END;
CREATE TRIGGER pinned_runs_delete_noted AFTER DELETE ON pinned_runs BEGIN${noted('old.run_id')}
END;
`;
