import { howMany } from '../how-many.ts';
import type { ImportResult } from './import-backbone.ts';

const shown = 5;

/** What became of an imported file, in sentences for people. */
export function importNotes(result: ImportResult): string[] {
  const { arch, loaded, unexpected, classes, preprocessing, prefix, otherPrefixes, headLayers } = result;
  const { imageSize, cropPct, interpolation } = preprocessing;
  const notes = [
    `${howMany(loaded, 'tensor')} of ${arch ?? 'the network'} taken over.`,
    ...(prefix === '' ? [] : [`"${prefix}" before its names was taken off.`]),
    ...(otherPrefixes.length === 0
      ? []
      : [`The network stands in the file more than once; ${otherPrefixes.map((other) => `"${other}"`).join(', ')} was not taken.`]),
    headLayers.length > 0
      ? `Its head of ${headLayers.length} layers is left out; a new one is learned anyway.`
      : classes === null
      ? 'It has no classifier; a new one is learned anyway.'
      : `Its classifier for ${howMany(classes, 'class', 'classes')} is replaced by a new one when you train.`,
    `Pictures are prepared as is usual for ${arch ?? 'its stem'}: ${imageSize} px, ${Math.round(cropPct * 100)} % crop, ${interpolation}.`,
  ];
  if (unexpected.length > 0) {
    const names = unexpected.slice(0, shown).join(', ');
    const more = unexpected.length > shown ? ` and ${unexpected.length - shown} more` : '';
    notes.push(`${howMany(unexpected.length, 'tensor')} without a place in the network ${unexpected.length === 1 ? 'was' : 'were'} left out: ${names}${more}.`);
  }
  return notes;
}
