import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { StudioError } from '../../core/errors.ts';

/** Far above a table of a million rows; what is larger is no table of labels. */
const mostBytes = 256 * 2 ** 20;

/**
 * The text of a table, for `-` of stdin: UTF-8 or, with a byte order mark or every other byte 0, UTF-16 (Excel's "Unicode text"); `encoding` (a name of
 * the WHATWG, such as windows-1252) is for what is neither. Nothing is guessed: wrong umlauts would be another class.
 * @throws StudioError `not-found`, `bad-usage` with `field`
 */
export async function readText(file: string, field: string, encoding?: string): Promise<string> {
  const decoder = encoding === undefined ? null : decoderOf(encoding);
  const bytes = await readBytes(file, field);
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) {
    throw new StudioError('bad-usage', `${file} is a workbook or an archive, not a table of text`, {
      field,
      hint: 'Save the sheet as "CSV UTF-8".',
    });
  }
  const text = decode(bytes, decoder ?? new TextDecoder(unicodeOf(bytes), { fatal: true }), file, field);
  if (!text.includes('\0')) return text;
  throw new StudioError('bad-usage', `${file} is no text: it has NUL characters in it`, {
    field,
    hint: 'Name a CSV file.',
  });
}

async function readBytes(file: string, field: string): Promise<Buffer> {
  const fail = (reason: string, cause?: unknown): StudioError =>
    new StudioError('bad-usage', `${file} cannot be read: ${reason}`, { field, hint: 'Name a CSV file.', cause });
  let handle;
  if (file === '-') return readStream(process.stdin, fail);
  try {
    handle = await open(file);
    const stats = await handle.stat();
    if (stats.isDirectory()) throw fail('it is a folder');
    if (stats.size > mostBytes) throw fail(`it has ${stats.size} bytes; ${mostBytes} are the most`);
    return await handle.readFile();
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new StudioError('not-found', `There is no file ${file}`, { field, hint: 'Check the path.', cause });
    }
    throw fail(code === 'EACCES' || code === 'EPERM' ? 'you may not read it' : (code ?? message), cause);
  } finally {
    await handle?.close();
  }
}

async function readStream(stream: AsyncIterable<Buffer>, fail: (reason: string) => StudioError): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) throw fail(`it has more than ${mostBytes} bytes`);
  }
  return Buffer.concat(chunks);
}

function unicodeOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 1024);
  const zeros = (parity: number): number => head.filter((byte, i) => i % 2 === parity && byte === 0).length;
  // Most characters of a table of paths are ASCII, whose upper byte is 0.
  if (zeros(1) > head.length / 4 && zeros(0) === 0) return 'utf-16le';
  return zeros(0) > head.length / 4 && zeros(1) === 0 ? 'utf-16be' : 'utf-8';
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new StudioError('bad-usage', `"${encoding}" is no encoding that is known`, {
      field: 'encoding',
      hint: 'Such as utf-8, utf-16le, windows-1252, shift_jis, gb18030.',
      cause,
    });
  }
}

function decode(bytes: Buffer, decoder: TextDecoder, file: string, field: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new StudioError('bad-usage', `${file} is not ${decoder.encoding.toUpperCase()}`, {
      field,
      hint: 'Save it as "CSV UTF-8", or say what it is, as in --encoding windows-1252.',
      cause,
    });
  }
}
