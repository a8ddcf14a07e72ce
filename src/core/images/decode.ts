import { faultyImage, badImage } from './bad-image.ts';
import { checkCost } from './decode-cost.ts';
import { plainJpegHeader } from './image-header.ts';
import type { ImageHeader } from './image-header.ts';
import { imageBytes, readImageFile, readPart } from './image-file.ts';
import type { ImageFile } from './image-file.ts';
import { libvips } from './libvips.ts';
import type { OpenImage } from './open-image.ts';
import { openBmp, openPnm } from './own-formats.ts';
import { unreadKinds, unreadFault } from './picture-kinds.ts';
import type { ImageFormat } from './picture-kinds.ts';
import { failing, openWithSharp, sharpOptions } from './sharp-image.ts';
import { sniffFormat } from './sniff-format.ts';
import { readTiffDirectory, unreadTiff } from './tiff-directory.ts';
import type { TiffDirectory } from './tiff-directory.ts';

/** Bytes of one sample as libvips names its types. */
const sampleBytes: Readonly<Record<string, number>> = { ushort: 2, short: 2, int: 4, uint: 4, float: 4, double: 8, complex: 8, dpcomplex: 16 };

function checkClaim(source: ImageFile, format: ImageFormat, metadata: ImageHeader, directory: TiffDirectory | null): number {
  return checkCost({
    format,
    // The first picture of an animation or of several pages is read, and libvips speaks of that one.
    width: metadata.width,
    height: metadata.height,
    channels: metadata.channels,
    sampleBytes: sampleBytes[metadata.depth] ?? 1,
    isInterlaced: metadata.isProgressive === true,
    ...(directory?.compression === 7 ? { packing: 'jpeg' } : directory?.isPlanar ? { packing: 'planes' } : {}),
    sizeBytes: source.sizeBytes,
    bytes: typeof source.input === 'string' ? null : source.input,
  });
}

/** The directory of a TIFF. Throws `bad-image` for a camera raw file and for what libvips does not read. */
async function tiffDirectory(source: ImageFile): Promise<TiffDirectory | null> {
  const directory = await readTiffDirectory((at, length) => readPart(source, at, length));
  if (directory?.isCameraRaw) throw faultyImage(unreadFault(unreadKinds.find(({ name }) => name.endsWith('(DNG)'))!));
  const reason = directory && unreadTiff(directory);
  if (reason) throw badImage(reason, 'variant', { format: 'TIFF' });
  return directory;
}

async function headerOf({ input }: ImageFile, format: ImageFormat): Promise<ImageHeader> {
  const plain = format === 'jpeg' && typeof input !== 'string' ? plainJpegHeader(input) : null;
  if (plain) return plain;
  const sharp = await libvips();
  return sharp(input, sharpOptions)
    .metadata()
    .catch(failing(format, input));
}

async function openSource(source: ImageFile, name: string): Promise<OpenImage> {
  if (source.head.length === 0) throw badImage('an empty file (0 bytes)', 'empty');
  const sniffed = sniffFormat(source.head, name);
  if (!('format' in sniffed)) throw faultyImage('unread' in sniffed ? sniffed.unread : sniffed.other);
  const { format } = sniffed;
  if (format === 'bmp') return openBmp(source);
  if (format === 'pnm') return openPnm(source);
  const directory = format === 'tiff' ? await tiffDirectory(source) : null;
  const metadata = await headerOf(source, format);
  return openWithSharp(source.input, format, metadata, checkClaim(source, format, metadata, directory));
}

/**
 * Reads the header of an image file (a path) or of its bytes. The content decides the format, never the name.
 * What would cost too much is refused here, before a pixel is decoded. Throws StudioError `bad-image` whose message is the reason.
 */
export async function openImage(source: string | Buffer): Promise<OpenImage> {
  if (typeof source === 'string') return openSource(await readImageFile(source), source);
  return openSource(imageBytes(source), '');
}

/** {@link openImage} of a file that has been read already; `name` for what its content does not tell. */
export const openImageFile = (source: ImageFile, name: string): Promise<OpenImage> => openSource(source, name);
