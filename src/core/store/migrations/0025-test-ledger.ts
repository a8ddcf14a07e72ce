/**
 * Version 25: who looked at the test pictures, and when. What runs of before answered of their test pictures was seen when they were done. A run
 * that is deleted was looked at all the same, so rows name it and do not hang on it.
 */
export const ledgerOfTests = /* sql */ `
CREATE TABLE test_looks (
  id INTEGER PRIMARY KEY,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  model TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX test_looks_of_dataset ON test_looks (dataset_id, model);
INSERT INTO test_looks (dataset_id, version, model, at_ms)
SELECT v.dataset_id, v.number, CAST(e.run_id AS TEXT), max(e.created_at_ms)
FROM evaluations e JOIN dataset_versions v ON v.id = e.dataset_version_id
WHERE e.split = 'test' GROUP BY v.dataset_id, v.number, e.run_id ORDER BY 4;
`;
