/** Version 23: the temperature of a run. Runs of before have none, which is 1. */
export const calibratedRuns = /* sql */ `
ALTER TABLE runs ADD COLUMN calibration TEXT CHECK (calibration IS NULL OR json_valid(calibration));
`;
