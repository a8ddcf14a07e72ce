const subjects = [
  ['runs', 'run', 'id'],
  ['epochs', 'run', 'run_id'],
  ['exports', 'run', 'run_id'],
  ['evaluations', 'run', 'run_id'],
  ['datasets', 'dataset', 'id'],
] as const;

// Not INSERT OR REPLACE: within a trigger SQLite goes by what the statement that fired it says of conflicts.
const noted = (kind: string, subject: string): string => `
  INSERT INTO changes (kind, subject, sequence)
  SELECT '${kind}', ${subject}, coalesce(max(sequence), 0) + 1 FROM changes WHERE true
  ON CONFLICT (kind, subject) DO UPDATE SET sequence = excluded.sequence;`;

const triggers = subjects.flatMap(([table, kind, column]) =>
  (['INSERT', 'UPDATE', 'DELETE'] as const).map(
    (act) => `
CREATE TRIGGER ${table}_${act.toLowerCase()}_noted AFTER ${act} ON ${table} BEGIN${noted(kind, `${act === 'DELETE' ? 'old' : 'new'}.${column}`)}
END;`,
  ),
);

/** Version 10: what changed last, a row a subject, so that another program's change is found without looking at every run. */
export const changeCounter = /* sql */ `
CREATE TABLE changes (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX changes_sequence ON changes (sequence);
${triggers.join('\n')}
`;
