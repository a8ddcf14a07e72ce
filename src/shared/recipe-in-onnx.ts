/** Under this key the metadata of an ONNX file of ours hold the settings of its run, as JSON (`run-recipe.ts`). */
export const recipeKey = 'graft-run';

/**
 * The settings that an ONNX file of ours holds; null of any other file. Metadata end such a file: field 14 of `ModelProto`, pairs of a key (field 1) and a value
 * (field 2), each with its length before it (onnx.proto; Protocol Buffers, encoding).
 * @param end of its bytes
 */
export function recipeTextInOnnx(end: Uint8Array): string | null {
  const key = Uint8Array.of(0x0a, recipeKey.length, ...new TextEncoder().encode(recipeKey), 0x12);
  let at = end.length - key.length;
  while (at >= 0 && !key.every((byte, i) => end[at + i] === byte)) at--;
  if (at < 0) return null;
  let [from, length] = [at + key.length, 0];
  for (let shift = 1; ; shift *= 128) {
    const byte = end[from++];
    // Cut off, or longer than any settings.
    if (byte === undefined || shift > 128 ** 3) return null;
    length += (byte & 0x7f) * shift;
    if (byte < 0x80) break;
  }
  return from + length <= end.length ? new TextDecoder().decode(end.subarray(from, from + length)) : null;
}
