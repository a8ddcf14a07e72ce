/** Version 17: plans say where a step schedule drops; none before had one. */
export const rateDropsInPlans = /* sql */ `
UPDATE runs SET plan = json_set(plan, '$.dropAt', '0.5,0.75') WHERE plan IS NOT NULL;
`;
