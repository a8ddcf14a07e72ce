/** Version 34: plans say which epochs are averaged and how pictures are drawn; none averaged before, and every epoch showed each picture once. */
export const moreStrategiesInPlans = /* sql */ `
UPDATE runs SET plan = json_set(plan, '$.averageEpochs', 'none', '$.sampling', 'shuffled') WHERE plan IS NOT NULL;
`;
