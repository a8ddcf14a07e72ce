/** Version 32: plans say how often gradients are measured, epochs what was; none before did. */
export const measuredGradients = /* sql */ `
ALTER TABLE epochs ADD COLUMN gradients TEXT CHECK (gradients IS NULL OR json_valid(gradients));
UPDATE runs SET plan = json_set(plan, '$.gradients', 0) WHERE plan IS NOT NULL;
`;
