/** Writes one checkpoint after the other to the folder given until it is killed; every value of the n-th is n. */
import { freshProgress, saveCheckpoint } from '../src/core/training/checkpoint.ts';

for (let n = 1; ; n++) {
  const data = new Float32Array(500_000).fill(n);
  await saveCheckpoint(process.argv[2]!, new Map([['weight', { shape: [500_000], data }]]), {
    ...freshProgress(),
    step: n,
  }, '1@0');
  if (n === 1) console.log('written');
}
