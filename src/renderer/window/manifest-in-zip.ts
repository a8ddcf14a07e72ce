import { mostRecipeText } from '../../shared/most-recipe-text.ts';

/** Behind the end record an archive may have a comment of so many bytes at most. */
const mostTailBytes = 22 + 65_535;
const signature = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 };
/** In the folder of an export, or at the top of the archive. */
const ownManifest = /^(?:[^/]+\/)?manifest\.json$/;

const bytesOf = async (part: Blob): Promise<DataView> => new DataView(await part.arrayBuffer());

/**
 * The `manifest.json` of an export that was packed as a ZIP file, as the studio offers it for download; null of any other archive. Reads the archive's
 * directory and that one entry (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16), of at most `mostRecipeText` bytes.
 */
export async function manifestInZip(archive: File): Promise<File | null> {
  try {
    const place = await placeOfManifest(archive);
    if (!place) return null;
    const local = await bytesOf(archive.slice(place.offset, place.offset + 30));
    if (local.getUint32(0, true) !== signature.local) return null;
    const begin = place.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    const packed = archive.slice(begin, begin + place.bytes);
    const text = place.isDeflated ? await inflated(packed) : await packed.text();
    return text === null ? null : new File([text], `${archive.name}/manifest.json`);
  } catch (error) {
    // Cut off, or no archive at all.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function placeOfManifest(archive: File): Promise<{ offset: number; bytes: number; isDeflated: boolean } | null> {
  const tail = await bytesOf(archive.slice(-mostTailBytes));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== signature.end) end--;
  if (end < 0) return null;
  const [size, start] = [tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  if (size > mostRecipeText) return null;
  const directory = await bytesOf(archive.slice(start, start + size));
  for (let at = 0; at + 46 <= directory.byteLength && directory.getUint32(at, true) === signature.entry; ) {
    const [method, bytes, nameLength] = [directory.getUint16(at + 10, true), directory.getUint32(at + 20, true), directory.getUint16(at + 28, true)];
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, nameLength));
    if (ownManifest.test(name)) return bytes <= mostRecipeText && (method === 0 || method === 8) ? { offset: directory.getUint32(at + 42, true), bytes, isDeflated: method === 8 } : null;
    at += 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return null;
}

/** Null where it is larger than any manifest, or no deflated text: an archive may unpack to a thousand times its size. */
async function inflated(packed: Blob): Promise<string | null> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > mostRecipeText) {
        await reader.cancel();
        return null;
      }
      parts.push(part.value);
    }
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
  return new Blob(parts).text();
}
