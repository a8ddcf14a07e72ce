export const runStates = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];
