/** Tags of the first picture of a TIFF, as far as they tell what kind it is; arrays as their first number. */
export interface TiffDirectory {
  readonly compression: number;
  readonly photometric: number | undefined;
  readonly bitsPerSample: number;
  readonly sampleFormat: number;
  readonly samplesPerPixel: number;
  readonly isPlanar: boolean;
  /** DNGVersion, or the thumbnail that camera raw files put first, with its real pictures behind. */
  readonly isCameraRaw: boolean;
}

const tags = {
  subfileType: 254,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  make: 271,
  samplesPerPixel: 277,
  planarConfiguration: 284,
  subDirectories: 330,
  sampleFormat: 339,
  dngVersion: 50_706,
} as const;

const wanted: ReadonlySet<number> = new Set(Object.values(tags));

/** Bytes `at` .. `at + length - 1` of the file, fewer at its end. */
export type ReadBytes = (at: number, length: number) => Promise<Buffer>;

const typeBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** Reads the first directory of a TIFF or BigTIFF; null where it is damaged. Source: TIFF 6.0, section 2. */
export async function readTiffDirectory(read: ReadBytes): Promise<TiffDirectory | null> {
  const head = await read(0, 16);
  if (head.length < 16) return null;
  const little = head[0] === 0x49;
  const u16 = (from: Buffer, at: number): number => (little ? from.readUInt16LE(at) : from.readUInt16BE(at));
  const u32 = (from: Buffer, at: number): number => (little ? from.readUInt32LE(at) : from.readUInt32BE(at));
  const u64 = (from: Buffer, at: number): number => Number(little ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at));
  const isBig = u16(head, 2) === 43;
  const [countBytes, entryBytes] = isBig ? [8, 20] : [2, 12];
  const start = isBig ? u64(head, 8) : u32(head, 4);
  const counted = await read(start, countBytes);
  if (counted.length < countBytes) return null;
  // Real files have some dozens of tags.
  const entries = Math.min(4096, isBig ? u64(counted, 0) : u16(counted, 0));
  const table = await read(start + countBytes, entries * entryBytes);
  const found = new Map<number, number>();
  for (let at = 0; at + entryBytes <= table.length; at += entryBytes) {
    if (!wanted.has(u16(table, at))) continue;
    const size = typeBytes[u16(table, at + 2)] ?? 1;
    const count = isBig ? u64(table, at + 4) : u32(table, at + 4);
    const field = table.subarray(at + (isBig ? 12 : 8), at + entryBytes);
    const value = size * count <= field.length ? field : await read(isBig ? u64(field, 0) : u32(field, 0), size);
    if (value.length < size) return null;
    found.set(u16(table, at), size === 1 ? value[0]! : size === 2 ? u16(value, 0) : size === 4 ? u32(value, 0) : u64(value, 0));
  }
  const isThumbnail = ((found.get(tags.subfileType) ?? 0) & 1) === 1;
  return {
    compression: found.get(tags.compression) ?? 1,
    photometric: found.get(tags.photometric),
    bitsPerSample: found.get(tags.bitsPerSample) ?? 1,
    sampleFormat: found.get(tags.sampleFormat) ?? 1,
    samplesPerPixel: found.get(tags.samplesPerPixel) ?? 1,
    isPlanar: found.get(tags.planarConfiguration) === 2,
    isCameraRaw: found.has(tags.dngVersion) || (isThumbnail && found.has(tags.subDirectories) && found.has(tags.make)),
  };
}

const compressions: Readonly<Record<number, string>> = {
  34_887: 'LERC',
  34_892: 'lossy DNG',
  34_925: 'LZMA',
  34_926: 'ZSTD',
  50_000: 'ZSTD',
  34_712: 'JPEG 2000',
  33_003: 'JPEG 2000',
  33_005: 'JPEG 2000',
  50_002: 'JPEG XL',
  52_546: 'JPEG XL',
  34_933: 'PNG',
  34_934: 'JPEG XR',
  22_610: 'JPEG XR',
  65_535: 'camera raw',
  34_713: 'Nikon raw',
  32_767: 'Sony raw',
  32_769: 'Epson raw',
  34_661: 'JBIG',
  34_663: 'JBIG',
  6: 'old-style JPEG',
};

const photometrics: Readonly<Record<number, string>> = { 8: 'Lab', 9: 'ICC Lab', 10: 'ITU Lab', 32_844: 'LogL', 32_845: 'LogLuv', 32_803: 'sensor mosaic' };
const formats: Readonly<Record<number, string>> = { 1: 'whole number', 2: 'signed whole number', 3: 'float', 5: 'complex whole number', 6: 'complex' };

/** Why a TIFF that the decoder refused is not read, or null where it should have been. */
export function unreadTiff(directory: TiffDirectory): string | null {
  const { compression, photometric, bitsPerSample, sampleFormat, samplesPerPixel } = directory;
  const packing = compressions[compression];
  if (packing !== undefined) return `a TIFF with ${packing} compression, which is not read here: save it with LZW or deflate compression`;
  const colours = photometrics[photometric ?? -1];
  if (colours !== undefined) return `a TIFF of ${colours} colours, which is not read here: save it as RGB`;
  const unusual = ![1, 2, 4, 8, 16, 32].includes(bitsPerSample) || sampleFormat >= 5;
  if (unusual) {
    const kind = formats[sampleFormat] ?? 'unknown';
    return `a TIFF of ${bitsPerSample}-bit ${kind} values, which is not read here: save it with 8 or 16 bits`;
  }
  if (samplesPerPixel > 4) return `a picture with ${samplesPerPixel} channels, which is neither grey, RGB nor CMYK`;
  return null;
}
