export const setMethods = ['lac', 'raps', 'aps'] as const;
/** LAC: Sadinle 2019; APS: Romano 2020, without randomisation; RAPS: Angelopoulos 2021, lambda 0.1 and k 1. */
export type SetMethod = (typeof setMethods)[number];
