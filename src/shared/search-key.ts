/**
 * A text as it is searched: capitals, accents and how they are stored do not matter ("Café" is found by "cafe", "STRASSE" by "straße").
 * Marks that make another letter (Japanese, Thai, Devanagari) stay.
 */
export function searchKey(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '').toUpperCase().toLowerCase().normalize('NFC');
}

// eslint-disable-next-line no-control-regex
const isAscii = /^[\u0000-\u007f]*$/;
