/** Version 15: any program may ask the one that trains to stop; a run's place in the queue is a change of that run. */
export const stopWish = /* sql */ `
ALTER TABLE trainer_lease ADD COLUMN wish TEXT CHECK (wish IN ('paused', 'cancelled'));

CREATE TRIGGER queue_moved_noted AFTER UPDATE OF position ON queue WHEN old.position <> new.position BEGIN
  INSERT INTO changes (kind, subject, sequence)
  SELECT 'run', new.run_id, coalesce(max(sequence), 0) + 1 FROM changes WHERE true
  ON CONFLICT (kind, subject) DO UPDATE SET sequence = excluded.sequence;
END;
`;
