/** Version 12: a run that waits may be there only to end with the best weights of its checkpoint. */
export const finishingRuns = /* sql */ `
ALTER TABLE queue ADD COLUMN finishes INTEGER NOT NULL DEFAULT 0 CHECK (finishes IN (0, 1));
`;
