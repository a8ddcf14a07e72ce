/** Which key gives a picture which class: chosen by a person (`datasets.setClassKey`), else the digits 1 to 9 in label order. */
export interface ClassKey {
  name: string;
  /** One letter or digit, lower case. */
  key: string;
}

/** Letters that mean something else on a wall of pictures, in a large view or in the whole window; no class gets one. */
export const commandLetters: readonly string[] = ['c', 'g', 'h', 'l', 'n', 's', 'v', 'x', 'z'];

/** One letter or digit as it is kept, lower case; null where `text` is none. */
export function asClassKey(text: string): string | null {
  const key = text.normalize('NFC').toLowerCase();
  return /^[\p{L}\p{N}]$/u.test(key) ? key : null;
}

/** The key of each class that has one, in the order of `classes`: never two classes with one key, never a command's. */
export function keysOfClasses(classes: readonly string[], chosen: readonly ClassKey[]): ReadonlyMap<string, string> {
  const known = new Set(classes);
  const own = new Map(chosen.filter(({ name }) => known.has(name)).map(({ name, key }) => [name, key]));
  const taken = new Set(own.values());
  const keys = new Map<string, string>();
  for (const [at, name] of classes.entries()) {
    const digit = String(at + 1);
    const key = own.get(name) ?? (at < 9 && !taken.has(digit) ? digit : undefined);
    if (key !== undefined) keys.set(name, key);
  }
  return keys;
}
