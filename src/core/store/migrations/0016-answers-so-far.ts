// As version 10 notes other tables; not INSERT OR REPLACE, for its reason.
const noted = ['INSERT', 'UPDATE'].map(
  (act) => `
CREATE TRIGGER answers_so_far_${act.toLowerCase()}_noted AFTER ${act} ON answers_so_far BEGIN
  INSERT INTO changes (kind, subject, sequence)
  SELECT 'run', new.run_id, coalesce(max(sequence), 0) + 1 FROM changes WHERE true
  ON CONFLICT (kind, subject) DO UPDATE SET sequence = excluded.sequence;
END;`,
);

/** Version 16: how good a run was first known to be, and what it answers of its validation pictures while it trains. */
export const answersWhileTraining = /* sql */ `
ALTER TABLE runs ADD COLUMN first_answer TEXT;

CREATE TABLE answers_so_far (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  figures TEXT NOT NULL,
  pictures TEXT NOT NULL
) STRICT;
${noted.join('\n')}
`;
