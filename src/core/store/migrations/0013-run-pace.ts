/** Version 13: how long each part of a run took, so that the next one's length is known. */
export const runPace = /* sql */ `
ALTER TABLE runs ADD COLUMN pace TEXT CHECK (pace IS NULL OR json_valid(pace));
`;
