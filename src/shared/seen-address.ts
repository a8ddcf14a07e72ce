import type { InputGeometry } from './preprocessing.ts';

/** What decides the pixels that a network is given, in an address: `pad-224-0.875-bicubic-128.120.110`. What does not concern a fit is left out. */
export function seenText({ imageSize, cropPct, interpolation, fit = 'crop', padColor = [0, 0, 0] }: InputGeometry): string {
  const parts = [fit, imageSize, fit === 'crop' ? cropPct : 1, interpolation];
  return [...parts, ...(fit === 'pad' ? [padColor.join('.')] : [])].join('-');
}
