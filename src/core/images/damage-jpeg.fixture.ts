import fc from 'fast-check';

/** What can befall a file. */
export interface Damage {
  /** 0 .. 1 of the file. */
  readonly place: number;
  readonly kind: 'cut' | 'end' | 'flip' | 'zero' | 'noise' | 'lose' | 'double';
  /** Bytes, or the bits of one that are turned. */
  readonly value: number;
}

export const anyDamage: fc.Arbitrary<Damage> = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('cut', 'end', 'flip', 'zero', 'noise', 'lose', 'double'),
  value: fc.integer({ min: 1, max: 255 }),
});

/** A copy of a file with the damage, and where it begins. */
export function damageFile(file: Buffer, { place, kind, value }: Damage): { readonly damaged: Buffer; readonly at: number } {
  const at = 2 + Math.floor(place * (file.length - 4));
  const end = Math.min(at + value, file.length);
  if (kind === 'cut') return { at, damaged: Buffer.from(file.subarray(0, at)) };
  // Cut, and then ended in order.
  if (kind === 'end') return { at, damaged: Buffer.concat([file.subarray(0, at), file.subarray(file.length - 2)]) };
  if (kind === 'lose') return { at, damaged: Buffer.concat([file.subarray(0, at), file.subarray(end)]) };
  if (kind === 'double') return { at, damaged: Buffer.concat([file.subarray(0, end), file.subarray(at)]) };
  const damaged = Buffer.from(file);
  if (kind === 'flip') damaged[at]! ^= value;
  if (kind === 'zero') damaged.fill(0, at, end);
  if (kind === 'noise') for (let i = at; i < end; i++) damaged[i] = (i * 2_654_435_761) >>> 24;
  return { at, damaged };
}
