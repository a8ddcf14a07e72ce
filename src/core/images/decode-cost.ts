import { badImage } from './bad-image.ts';
import { jpegFrame } from './jpeg-frame.ts';
import type { ImageFormat } from './picture-kinds.ts';

/** What the header of a file claims; sizes as stored. */
export interface Claim {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Bytes of one sample: 1, 2, 4 or 8. */
  readonly sampleBytes: number;
  /** Progressive JPEG, interlaced PNG. */
  readonly isInterlaced: boolean;
  /** BMP: runs. TIFF: JPEG. */
  readonly packing?: 'runs' | 'jpeg' | 'planes' | 'plain';
  readonly sizeBytes: number;
  /** The whole file, where it is in memory. */
  readonly bytes: Uint8Array | null;
}

/** Larger pictures are refused: their pixels would not fit in one allocation of 2 GiB. */
export const maxPixels = 700_000_000;
/** Above this a picture is read in bands of rows, each by a decoding of its own, so that memory stays bounded. */
export const bandPixels = 48_000_000;
/** What a decoder may hold at once of one picture, the band that is read not counted. */
export const heldLimitBytes = 1_500_000_000;
/** A claim this small costs nothing worth a refusal, whatever stands behind it. */
const harmlessPixels = 1_000_000;

/**
 * Bytes that the decoder holds of each pixel until it is done, however few rows are wanted. Measured (libvips 8.18, 48 megapixels, peak
 * of the process above its start): baseline JPEG, PNG, most TIFF below 0.4 (they stream, 0 here); progressive JPEG two for each coefficient (4:2:0
 * 3.3, 4:4:4 6.3, grey 2.1); interlaced PNG all its samples; WebP 8.1; GIF 4.4; AVIF 18.4; TIFF of one JPEG strip 6.3, of planes 4.1.
 */
function heldBytes(claim: Claim): number {
  const { width, height } = claim;
  return width * height * heldPerPixel(claim) + fileBytes(claim);
}

function heldPerPixel({ format, channels, sampleBytes, isInterlaced, packing, bytes }: Claim): number {
  switch (format) {
    case 'jpeg':
      return isInterlaced ? 2.1 * (bytes ? (jpegFrame(bytes)?.samplesPerPixel ?? channels) : channels) : 0;
    case 'png':
      return isInterlaced ? channels * sampleBytes : 0;
    case 'webp':
      return 8.2;
    case 'gif':
      return 4.4;
    case 'avif':
      return 18.5 * sampleBytes;
    case 'tiff':
      return packing === 'jpeg' ? 6.3 : packing === 'planes' ? 1.4 * channels * sampleBytes : 0;
    case 'bmp':
      return packing === 'runs' ? 1 : 0;
    case 'pnm':
      return packing === 'plain' ? channels : 0;
  }
}

/** BMP and PNM are read whole before they are decoded, others above 64 MiB from the disk. */
const fileBytes = ({ format, sizeBytes }: Claim): number => (format === 'bmp' || format === 'pnm' ? sizeBytes : 0);

/**
 * Bytes below which a file cannot hold the picture, by what its coding can do at best; 0 where a flat picture may be of any size (WebP, AVIF,
 * arithmetic JPEG, most of TIFF). JPEG: a block of 8 x 8 takes at least one bit for its first coefficient and, unless progressive, one for the
 * others. PNG: deflate copies at most 258 bytes for 2 bits, 1032 : 1. GIF: a code of 12 bits stands for at most 4096 pixels. BMP runs: 255
 * pixels for 2 bytes.
 */
export function leastFileBytes({ format, width, height, channels, sampleBytes, packing, bytes, isInterlaced }: Claim): number {
  const pixels = width * height;
  switch (format) {
    case 'jpeg': {
      const frame = bytes && jpegFrame(bytes);
      if (!frame || frame.isArithmetic) return 0;
      return (pixels * frame.samplesPerPixel * (isInterlaced ? 1 : 2)) / 64 / 8;
    }
    case 'png':
      // A palette or grey picture may use one bit a pixel.
      return (pixels * (sampleBytes === 2 ? channels * 2 : 1 / 8)) / 1032;
    case 'gif':
      return (pixels * 1.5) / 4096;
    case 'bmp':
      return packing === 'runs' ? pixels / 128 : 0;
    case 'pnm':
      return packing === 'plain' ? pixels * channels : 0;
    default:
      return 0;
  }
}

const inGb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** What decoding will hold; refuses by its header what is too large, cannot be true, or would take too much memory. Throws `bad-image` with the figures. */
export function checkCost(claim: Claim): number {
  const { format, width, height, sizeBytes } = claim;
  const pixels = width * height;
  const size = `${width} x ${height} pixels`;
  if (pixels > maxPixels) {
    throw badImage(`${size}: ${Math.round(pixels / 1e6)} megapixels are more than the ${maxPixels / 1e6} read here`, 'too-large', { width, height });
  }
  const held = heldBytes(claim);
  if (pixels <= harmlessPixels) return held;
  if (sizeBytes < leastFileBytes(claim)) {
    throw badImage(`its header claims ${size}, which the ${sizeBytes} bytes of the file cannot hold: it is damaged or was made to mislead`, 'implausible', { width, height });
  }
  if (held > heldLimitBytes) {
    const kind = claim.isInterlaced ? (format === 'jpeg' ? 'progressive JPEG' : `interlaced ${format.toUpperCase()}`) : format.toUpperCase();
    throw badImage(
      `${size}: decoding this ${kind} would hold ${inGb(held)} of memory, more than the ${inGb(heldLimitBytes)} allowed; ` +
        'make it smaller, or save it as a baseline JPEG or a PNG that is not interlaced',
      'too-much-memory',
    );
  }
  return held;
}

/** A picture's decoding may take this long: many times what a slow machine needs, so that only what hangs is given up. */
export const timeLimitMs = ({ width, height }: Pick<Claim, 'width' | 'height'>): number => 20_000 + (width * height) / 4000;
