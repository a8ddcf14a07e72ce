export interface JpegFrame {
  /** 1: grey, 3: colour, 4: CMYK or YCCK. */
  readonly components: number;
  /** Of all components together: 1 for grey, 1.5 for 4:2:0, 3 for 4:4:4. */
  readonly samplesPerPixel: number;
  /** Arithmetic coding has no least number of bits. */
  readonly isArithmetic: boolean;
  /** Bits of a sample. */
  readonly precision: number;
  /** SOF3, 7, 11 and 15; SOF5 to 7 and 13 to 15. */
  readonly isLossless: boolean;
  readonly isHierarchical: boolean;
}

/** A marker of a JPEG before its pixels, and where what belongs to it begins. */
export interface JpegSegment {
  readonly marker: number;
  readonly at: number;
}

/** The markers with something to them, until the pixels of the first scan (its own is the last) or the end. */
export function* jpegSegments(file: Uint8Array): Generator<JpegSegment> {
  let at = 2;
  while (at + 3 < file.length) {
    if (file[at] !== 0xff) {
      at++;
      continue;
    }
    const marker = file[at + 1]!;
    if (marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) return;
    yield { marker, at: at + 4 };
    if (marker === 0xda) return;
    at += 2 + Math.max(2, file[at + 2]! * 256 + file[at + 3]!);
  }
}

export const isFrameMarker = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The frame header of a JPEG (ITU T.81, B.2.2), or null where there is none. */
export function jpegFrame(file: Uint8Array): JpegFrame | null {
  for (const { marker, at } of jpegSegments(file)) if (isFrameMarker(marker)) return frameAt(file, at, marker);
  return null;
}

function frameAt(file: Uint8Array, at: number, marker: number): JpegFrame | null {
  const components = file[at + 5] ?? 0;
  if (components === 0 || at + 6 + components * 3 > file.length) return null;
  const factors = Array.from({ length: components }, (_, i) => {
    const factor = file[at + 7 + i * 3]!;
    return { across: factor >> 4, down: factor & 15 };
  });
  const across = Math.max(...factors.map((factor) => factor.across));
  const down = Math.max(...factors.map((factor) => factor.down));
  if (across * down === 0) return null;
  const samples = factors.reduce((sum, factor) => sum + factor.across * factor.down, 0);
  const kind = marker - 0xc0;
  return {
    components,
    samplesPerPixel: samples / (across * down),
    isArithmetic: kind >= 9,
    precision: file[at]!,
    isLossless: kind % 4 === 3,
    isHierarchical: kind % 8 >= 5,
  };
}

/** Why a JPEG that the decoder refused is not read, or null where it should have been. */
export function unreadJpeg(file: Uint8Array): string | null {
  const frame = jpegFrame(file);
  if (!frame) return null;
  const kind = frame.isLossless ? 'lossless' : frame.isHierarchical ? 'hierarchical' : frame.precision !== 8 ? `${frame.precision}-bit` : null;
  return kind === null ? null : `a ${kind} JPEG, which is not read here: save it as PNG or as an ordinary JPEG`;
}
