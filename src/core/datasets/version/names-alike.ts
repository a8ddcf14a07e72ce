/** As a hurried eye reads a name: blanks and marks that nobody sees are one, at the ends none; capitals do not count. */
const atAGlance = (name: string): string => name.normalize('NFC').replaceAll(/[\s\p{Cf}]+/gu, ' ').trim().toLowerCase();

const hasBlankEnd = (name: string): boolean => /^[\s\p{Cf}]|[\s\p{Cf}]$/u.test(name);

/**
 * Names of classes that are easily taken for one ("Rust", "rust "), each set in the order given, and alone those with a blank at an end, which is a slip more often
 * than a name. Single characters that differ in capitals are a class each (pictures of letters).
 */
export function namesAlike(names: readonly string[]): string[][] {
  const sets = Map.groupBy(names, (name) => (Array.from(name).length === 1 ? name : atAGlance(name)));
  return [...sets.values()].filter((own) => own.length > 1 || hasBlankEnd(own[0]!));
}
