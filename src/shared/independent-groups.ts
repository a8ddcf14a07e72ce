/** With fewer independent groups nothing can be said of others, so there is no interval. */
export const fewestGroups = 5;
