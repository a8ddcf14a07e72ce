/**
 * A browser allows six connections to one program, for all its windows: a call that takes long must not hold one. A window that sends this
 * header (with whatever value) gets status 202 and, in the same header of the answer, a ticket where the answer is not there after a second.
 * The event `answer` tells that it is; then GET `/api/later/<ticket>` answers what the call would have, and before that again with 202.
 * POST to the same path gives the call up, as closing its connection does otherwise.
 */
export const laterHeader = 'x-graft-later';

export const laterPath = (ticket: string): string => `/api/later/${ticket}`;
