import { isUtf8 } from 'node:buffer';

/** Root, a tensor's description, its list of sizes: no header of the format nests deeper. */
const depthLimit = 4;
/** Four keys a tensor, and metadata: parsing more would take longer than a call may wait. */
const keyLimit = 100_000;
const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\:{}[]'].map((c) => c.charCodeAt(0));

export type JsonObject = Record<string, unknown>;
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys written in a text: colons outside of strings; infinite when it nests too deep. Costs one look at each byte. */
function countKeys(bytes: Uint8Array): number {
  let keys = 0;
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === backslash) i++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === colon) keys++;
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > depthLimit) return Number.POSITIVE_INFINITY;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return keys;
}

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + keysOf(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/**
 * A safetensors header as the format demands it: UTF-8, an object, no key twice. What nests deeper than any header
 * is refused before it is parsed.
 * @returns the object, or what is wrong with it
 */
export function parseHeaderJson(bytes: Buffer): JsonObject | string {
  if (!isUtf8(bytes)) return 'the header is not UTF-8';
  const written = countKeys(bytes);
  if (written > keyLimit) {
    return Number.isFinite(written) ? `the header holds ${written} keys` : `the header nests deeper than ${depthLimit} levels`;
  }
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return `the header is not JSON (${(error as Error).message.slice(0, 80)})`;
  }
  // The format asks for the brace as the very first byte, so that a file can be told by it.
  if (!isObject(header) || bytes[0] !== openBrace) return 'the header is not a JSON object';
  return keysOf(header) === written ? header : 'the header holds a key twice';
}
