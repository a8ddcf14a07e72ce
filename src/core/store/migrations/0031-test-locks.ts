/** Version 31: whose test pictures nobody may look at: until when, and which run is named final and may be seen all the same. */
export const locksOfTests = /* sql */ `
CREATE TABLE test_locks (
  dataset_id TEXT PRIMARY KEY REFERENCES datasets (id) ON DELETE CASCADE,
  locked_at_ms INTEGER NOT NULL,
  until_ms INTEGER,
  final_run INTEGER
) STRICT;
`;
