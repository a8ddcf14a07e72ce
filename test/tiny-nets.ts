import { netSpecSchema } from '../src/shared/net-spec.ts';
import type { NetSpec } from '../src/shared/net-spec.ts';

/** A network of some thousand values that learns plain colours within seconds: three stages of one block, 8 to 16 channels, 32 px. */
export const tinyNet = (changes: object = {}): NetSpec =>
  netSpecSchema.parse({
    stem: 'small',
    stemChannels: 8,
    stages: [8, 12, 16].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 })),
    block: 'basic',
    ...changes,
  });
