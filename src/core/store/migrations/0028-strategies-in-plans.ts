/** Version 28: plans say whether weights are averaged, layers learn at rates of their own and are drawn back; none before did. */
export const strategiesInPlans = /* sql */ `
UPDATE runs SET plan = json_set(plan, '$.ema', 0, '$.layerDecay', 1, '$.l2sp', 0) WHERE plan IS NOT NULL;
`;
