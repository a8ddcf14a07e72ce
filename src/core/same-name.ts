/**
 * A name as it is compared. macOS and archives made there write "é" as two characters, other systems as one: names that look alike
 * are one name, and each is shown as it was written.
 */
export const nameKey = (name: string): string => name.normalize('NFC');

export const isSameName = (a: string, b: string): boolean => a === b || nameKey(a) === nameKey(b);

/** The position of a name, however it is written; -1 where it is none of them. */
export function nameIndex(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted);
  if (exact >= 0) return exact;
  const key = nameKey(wanted);
  return names.findIndex((name) => nameKey(name) === key);
}

/**
 * One spelling for each name: of several that look alike the composed one, else the first by code points. What it answers for a name
 * it has not seen is the spelling seen of it, else the name itself.
 */
export function spellings(names: Iterable<string>): (name: string) => string {
  const chosen = new Map<string, string>();
  for (const name of new Set(names)) {
    const key = nameKey(name);
    const before = chosen.get(key);
    if (before === undefined || name === key || (before !== key && name < before)) chosen.set(key, name);
  }
  return (name) => chosen.get(nameKey(name)) ?? name;
}
