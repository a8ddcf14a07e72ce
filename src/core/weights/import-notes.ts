import { howMany } from '../how-many.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { ImportResult } from './import-backbone.ts';

const shown = 5;

export interface ImportNote {
  readonly message: string;
  /** The same as data. */
  readonly values: SaidValues;
}

const note = (message: string, kind: string, more: Omit<SaidValues, 'kind'> = {}): ImportNote => ({ message, values: { ...more, kind } });

function headNote({ classes, headLayers }: ImportResult): ImportNote {
  if (headLayers.length > 0) {
    return note(`Its head of ${headLayers.length} layers is left out; a new one is learned anyway.`, 'import-head-layers', { n: headLayers.length });
  }
  if (classes === null) return note('It has no classifier; a new one is learned anyway.', 'import-no-classifier');
  const replaced = `Its classifier for ${howMany(classes, 'class', 'classes')} is replaced by a new one when you train.`;
  return note(replaced, 'import-classifier', { n: classes });
}

/** What became of an imported file, a sentence each. */
export function importNotes(result: ImportResult): ImportNote[] {
  const { arch, loaded, unexpected, preprocessing, prefix, otherPrefixes } = result;
  const { imageSize, cropPct, interpolation } = preprocessing;
  const names = unexpected.slice(0, shown).join(', ');
  const more = unexpected.length > shown ? ` and ${unexpected.length - shown} more` : '';
  const others = otherPrefixes.map((other) => `"${other}"`).join(', ');
  const crop = `${Math.round(cropPct * 100)} %`;
  return [
    note(`${howMany(loaded, 'tensor')} of ${arch ?? 'the network'} taken over.`, 'import-taken', { n: loaded }),
    ...(prefix === '' ? [] : [note(`"${prefix}" before its names was taken off.`, 'import-prefix', { prefix })]),
    ...(others === '' ? [] : [note(`The network stands in the file more than once; ${others} was not taken.`, 'import-others', { others })]),
    headNote(result),
    note(
      `Pictures are prepared as is usual for ${arch ?? 'its stem'}: ${imageSize} px, ${crop} crop, ${interpolation}.`,
      'import-preprocessing',
      { imageSize, crop, interpolation },
    ),
    ...(unexpected.length === 0
      ? []
      : [
          note(
            `${howMany(unexpected.length, 'tensor')} without a place in the network ${unexpected.length === 1 ? 'was' : 'were'} left out: ${names}${more}.`,
            'import-left-out',
            { n: unexpected.length, names },
          ),
        ]),
  ];
}
