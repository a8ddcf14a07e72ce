/** Swedish writes dates as ISO 8601 does, by the clock of this computer. */
const here = (ms: number): string => new Date(ms).toLocaleString('sv-SE');

/** "2026-11-28". */
export const dayHere = (ms: number): string => here(ms).slice(0, 10);

/** "2026-11-28 15:36". */
export const minuteHere = (ms: number): string => here(ms).slice(0, 16);

/** "2026-11-28 15:36:04". */
export const secondHere = (ms: number): string => here(ms);
