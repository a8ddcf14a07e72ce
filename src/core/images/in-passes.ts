import type { Answered } from './answer-chunk.ts';

/** What a network answers to pictures, `most` of them a pass: `[batch, …]` → the answers one after the other. */
export function inPasses(compute: (pixels: Uint8Array, batch: number) => Promise<Answered>, most: number): typeof compute {
  return async (pixels, batch) => {
    if (batch <= most) return compute(pixels, batch);
    const picture = pixels.length / batch;
    const passed: Answered[] = [];
    for (let from = 0; from < batch; from += most) {
      const to = Math.min(batch, from + most);
      passed.push(await compute(pixels.subarray(from * picture, to * picture), to - from));
    }
    const familiarity = passed.flatMap(({ familiarity: scores }) => (scores ? Array.from(scores) : []));
    return { values: Float32Array.from(passed.flatMap(({ values }) => Array.from(values))), familiarity: familiarity.length === 0 ? null : familiarity };
  };
}
