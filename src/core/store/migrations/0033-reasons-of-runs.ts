/** Version 33: why each setting of a run is what it is. Runs of before have no reasons. */
export const reasonsOfRuns = /* sql */ `
ALTER TABLE runs ADD COLUMN reasons TEXT CHECK (reasons IS NULL OR json_valid(reasons));
`;
