import { jpegCodes } from './jpeg-codes.ts';
import type { JpegCodes } from './jpeg-codes.ts';
import { blocksKept, frameAhead, segmentAt, takeSegment } from './jpeg-said.ts';
import type { JpegSaid } from './jpeg-said.ts';
import { scanOf } from './jpeg-scan.ts';
import type { JpegScan } from './jpeg-scan.ts';

const [startOfImage, endOfImage, startOfScan, firstRestart] = [0xd8, 0xd9, 0xda, 0xd0];

/**
 * Whether a JPEG is whole and in order from its first byte to the end of the picture: nothing in it that libjpeg would so much as warn of. Every code is read and no
 * pixel made of it (docs/decisions/0081). False for what is damaged and for whatever is out of the ordinary, of which libvips is to be asked; what its other segments
 * say (EXIF, profiles) is not looked at.
 */
export function isWholeJpeg(file: Uint8Array): boolean {
  if (file[0] !== 0xff || file[1] !== startOfImage) return false;
  const ahead = frameAhead(file);
  if (!ahead) return false;
  const codes = jpegCodes(file, blocksKept(ahead));
  const said: JpegSaid = { ahead, frame: null, quantizers: new Set(), dc: new Map(), ac: new Map(), interval: 0, scans: 0 };
  for (let at = 2; file[at] === 0xff; ) {
    if (file[at + 1] === endOfImage) return isComplete(said);
    const segment = segmentAt(file, at);
    if (!segment) return false;
    const end = segment.at + segment.body.length;
    if (segment.kind === startOfScan) {
      const scan = scanOf(segment.body, said, codes);
      at = scan ? behindScan(file, end, scan, said.interval, codes) : -1;
    } else {
      at = takeSegment(segment, said, codes) ? end : -1;
    }
  }
  return false;
}

const isComplete = ({ frame, scans }: JpegSaid): boolean =>
  frame !== null && scans > 0 && (!frame.isProgressive || frame.components.every(({ missing }) => missing[0]! >= 0));

/** Where the marker behind a scan is, or -1 where its codes are not in order: one that there is not, too few of them, or bytes that nobody reads. */
function behindScan(file: Uint8Array, from: number, { units, read }: JpegScan, interval: number, codes: JpegCodes): number {
  const each = interval === 0 ? units : interval;
  let at = from;
  for (let first = 0, restarts = 0; ; first += each, restarts++) {
    const { next, bytes } = codes.bring(at);
    const to = read(bytes * 8, first, Math.min(each, units - first));
    if (to < 0 || (to + 7) >>> 3 !== bytes) return -1;
    if (first + each >= units) return next;
    if (file[next + 1] !== firstRestart + (restarts & 7)) return -1;
    at = next + 2;
  }
}
