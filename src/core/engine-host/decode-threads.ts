import { availableParallelism } from 'node:os';

/** Decoding must not starve TensorFlow, which uses every core: half of them, at least one. */
export const decodeThreads = (): number => Math.max(1, Math.floor(availableParallelism() / 2));
