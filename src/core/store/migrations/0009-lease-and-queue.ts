/** Version 9: who trains holds a lease with a heartbeat; the queue has an order and says who waits. A lock of before is forgotten: its process has ended with its program. */
export const leaseAndQueue = /* sql */ `
DROP TABLE trainer_lock;

CREATE TABLE trainer_lease (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  owner TEXT NOT NULL,
  engine TEXT,
  acquired_at_ms INTEGER NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE queue (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  owner TEXT,
  seen_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO queue SELECT id, id, NULL, 0 FROM runs WHERE state = 'queued';
`;
