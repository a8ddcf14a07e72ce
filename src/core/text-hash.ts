/** A whole number of 32 bits, the same for equal texts (FNV-1a over UTF-16 units): for tables in memory, never for what is stored. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Slots of a table for `count` things, at most half full: a power of two. */
export const slotsFor = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(16, 2 * count)));
