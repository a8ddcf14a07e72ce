import { expect, test } from 'vitest';
import { byKind, primitiveIn } from './step-profile.ts';

const line = 'onednn_verbose,v1,primitive,exec,cpu,convolution,jit_1x1:avx512_core,backward_weights,src:f32::blocked:acdb::f0 wei:f32:a:blocked:ABcd16b16a::f0,,alg:convolution_direct,mb4_ic512oc2048,1.25';

test('a line of oneDNN says what was done and how long; headers and others say nothing', () => {
  expect(primitiveIn(line)).toEqual({ kind: 'convolution, backward_weights', ms: 1.25 });
  expect(primitiveIn('onednn_verbose,v1,info,oneDNN v3.7.0')).toBeNull();
  expect(primitiveIn('took 12')).toBeNull();
});

test('a step that had to wait in its midst moves nothing', () => {
  const step = (first: number, second: number) => [{ kind: 'reorder', ms: first }, { kind: 'reorder', ms: second }];
  expect(byKind([step(1, 2), step(20, 2), step(1, 30)])).toEqual(new Map([['reorder', 3]]));
  expect(() => byKind([step(1, 2), [{ kind: 'reorder', ms: 1 }]])).toThrow('not alike');
});
