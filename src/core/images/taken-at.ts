const tags = { exif: 0x8769, original: 0x9003, digitized: 0x9004 } as const;

/** EXIF's "2026:11:26 21:03:59", whose zone it does not say: taken as UTC, since only differences count. */
function timeOf(text: string): number | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text)?.slice(1).map(Number);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  const isTime = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  return isTime ? Date.UTC(year, month - 1, day, hour, minute, second) : null;
}

/**
 * When the camera's clock says that a picture was taken, in milliseconds of that clock; null where it does not. `exif`: the APP1 block with or
 * without its first six bytes. Source: EXIF 2.32, section 4.6; DateTime (306) is left out, since programs that edit set it.
 */
export function takenAt(exif: Buffer | undefined): number | null {
  if (!exif || exif.length < 14) return null;
  const tiff = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const little = order === 'II';
  const u16 = (at: number): number => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number): number => (at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  /** Where a directory has a tag; 0 where it has none. */
  const entry = (directory: number, tag: number): number => {
    for (let n = 0, at = directory + 2; n < u16(directory) && at + 12 <= tiff.length; n++, at += 12) if (u16(at) === tag) return at;
    return 0;
  };
  const pointer = entry(u32(4), tags.exif);
  if (pointer === 0) return null;
  const directory = u32(pointer + 8);
  for (const tag of [tags.original, tags.digitized]) {
    const at = entry(directory, tag);
    const time = at === 0 ? null : timeOf(tiff.toString('latin1', u32(at + 8), u32(at + 8) + 19));
    if (time !== null) return time;
  }
  return null;
}
