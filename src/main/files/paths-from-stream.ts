import { StudioError } from '../../core/errors.ts';

/** Longer than any system allows a path to be: what comes without an end is no list of paths. */
const longestPathBytes = 1 << 20;

/**
 * Paths as they arrive, each ended by a newline (`\r\n` too) or, with `nulSeparated`, by NUL; the last may lack its end,
 * empty ones are passed over. Holds one chunk and one path at a time.
 * @throws StudioError `bad-usage` where no end comes, as in a picture
 */
export async function* pathsFromStream(stream: AsyncIterable<Buffer>, nulSeparated: boolean): AsyncGenerator<string> {
  const end = nulSeparated ? 0 : 0x0a;
  const text = (bytes: Buffer): string => (nulSeparated ? bytes.toString() : bytes.toString().replace(/\r$/, ''));
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end)) {
      const path = text(bytes.subarray(0, at));
      bytes = bytes.subarray(at + 1);
      if (path !== '') yield path;
    }
    rest = Buffer.from(bytes);
    if (rest.length > longestPathBytes) {
      throw new StudioError('bad-usage', `stdin holds no list of paths: ${rest.length} bytes without an end`, {
        field: 'files',
        hint: 'Send names, one a line, or ended by NUL with -0.',
      });
    }
  }
  const last = text(rest);
  if (last !== '') yield last;
}
