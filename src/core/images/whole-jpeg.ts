import { slackBytes } from './jpeg-codes.ts';
import { takeSegment } from './jpeg-said.ts';
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
  const said: JpegSaid = { frame: null, quantizers: new Set(), dc: new Map(), ac: new Map(), interval: 0, scans: 0 };
  for (let at = 2; file[at] === 0xff; ) {
    const kind = file[at + 1]!;
    if (kind === endOfImage) return isComplete(said);
    const end = at + 2 + file[at + 2]! * 256 + file[at + 3]!;
    if (!(end >= at + 4 && end <= file.length)) return false;
    const body = file.subarray(at + 4, end);
    if (kind === startOfScan) {
      const scan = scanOf(body, said);
      at = scan ? behindScan(file, end, scan, said.interval) : -1;
    } else {
      at = takeSegment(kind, body, said) ? end : -1;
    }
  }
  return false;
}

const isComplete = ({ frame, scans }: JpegSaid): boolean =>
  frame !== null && scans > 0 && (!frame.isProgressive || frame.components.every(({ missing }) => missing[0]! >= 0));

let scratch = new Uint8Array(1 << 16);

/** The bits of a scan, into `scratch`, without the zeros that are stuffed between them: where its parts end there, each at a restart marker, and where the next marker is. */
function unstuffed(file: Uint8Array, from: number): { readonly ends: readonly number[]; readonly next: number } {
  if (scratch.length < file.length - from + slackBytes) scratch = new Uint8Array(file.length - from + slackBytes);
  const bits = scratch;
  const ends: number[] = [];
  let to = 0;
  let at = from;
  for (; at < file.length; at++) {
    const byte = file[at]!;
    if (byte === 0xff) {
      const behind = file[++at];
      if (behind === firstRestart + (ends.length & 7)) {
        ends.push(to);
        continue;
      }
      if (behind !== 0) return { ends: [...ends, to], next: at - 1 };
    }
    bits[to++] = byte;
  }
  return { ends, next: -1 };
}

/** Where the marker behind a scan is, or -1 where its codes are not in order: one that there is not, too few of them, or bytes that nobody reads. */
function behindScan(file: Uint8Array, from: number, { units, read }: JpegScan, interval: number): number {
  const { ends, next } = unstuffed(file, from);
  const each = interval === 0 ? units : interval;
  if (ends.length !== Math.ceil(units / each)) return -1;
  const view = new DataView(scratch.buffer);
  let begin = 0;
  for (const [i, end] of ends.entries()) {
    const to = read({ view, at: begin * 8, end: end * 8 }, i * each, Math.min(each, units - i * each));
    if (to < 0 || (to + 7) >>> 3 !== end) return -1;
    begin = end;
  }
  return next;
}
