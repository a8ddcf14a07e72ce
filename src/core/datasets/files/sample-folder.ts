import { fileURLToPath } from 'node:url';

/** The sample that comes with the program: six kinds of leaves, drawn by scripts/draw-sample.ts. */
export const sampleFolder = fileURLToPath(new URL('../../../../datasets/sample', import.meta.url));
