import type { JpegCodes, Read, ReadCodes, ZigzagBand } from './jpeg-codes.ts';
import type { Component, Frame, JpegSaid } from './jpeg-said.ts';

/** A scan whose header is in order. */
export interface JpegScan {
  readonly units: number;
  readonly read: ReadCodes;
}

/** Of one component, a unit is a block of it; of several, some blocks of each. */
const mostBlocksOfUnit = 10;
/** Usual are ten; each costs time. */
const mostScans = 64;

/** A scan by its header (ITU T.81, B.2.3), or null where that is not in order or out of the ordinary. */
export function scanOf(body: Uint8Array, said: JpegSaid, codes: JpegCodes): JpegScan | null {
  const { frame } = said;
  const count = body[0]!;
  said.scans++;
  if (!frame || count < 1 || body.length !== 4 + 2 * count || said.scans > mostScans) return null;
  const places = Array.from({ length: count }, (_, i) => frame.components.findIndex(({ id }) => id === body[1 + 2 * i]));
  if (places.some((place, i) => place <= (places[i - 1] ?? -1))) return null;
  const components = places.map((place) => frame.components[place]!);
  if (components.some(({ quantizer }) => !said.quantizers.has(quantizer))) return null;
  const blocksOf = ({ across, down }: Component): number => (count === 1 ? 1 : across * down);
  const blocksOfUnit = components.reduce((sum, each) => sum + blocksOf(each), 0);
  if (blocksOfUnit > mostBlocksOfUnit) return null;
  const reads = components.map((component, i): Read => {
    const tables = body[2 + 2 * i]!;
    return { blocks: blocksOf(component), dc: said.dc.get(tables >> 4), ac: said.ac.get(tables & 15) };
  });
  const units = count === 1 ? components[0]!.blocks : frame.units;
  const [from, to, approximation] = [body[1 + 2 * count]!, body[2 + 2 * count]!, body[3 + 2 * count]!];
  const [high, low] = [approximation >> 4, approximation & 15];

  if (!frame.isProgressive) {
    const isUsual = isOnly(frame, said, count) && from === 0 && to === 63 && approximation === 0 && reads.every(({ dc, ac }) => dc && ac);
    return isUsual ? { units, read: codes.unitsBy('readSequential', reads) } : null;
  }
  if (!progresses(components, { from, to }, high, low)) return null;
  if (from > 0) {
    const [{ ac }] = reads as [Read];
    return ac === undefined ? null : { units, read: codes.blocksBy(high === 0 ? 'readFirstAc' : 'readMoreAc', ac, { from, to }, components[0]!.base) };
  }
  // A bit of each block and no code.
  if (high > 0) return { units, read: (_bits, _first, count) => count * blocksOfUnit };
  return reads.every(({ dc }) => dc) ? { units, read: codes.unitsBy('readFirstDc', reads) } : null;
}

const isOnly = ({ components }: Frame, { scans }: JpegSaid, count: number): boolean => scans === 1 && count === components.length;

/** Whether a scan brings what is to come next of its coefficients (G.1.1.1), and notes that it did. */
function progresses(components: readonly Component[], { from, to }: ZigzagBand, high: number, low: number): boolean {
  if (from === 0 ? to !== 0 : components.length !== 1 || from > to || to > 63) return false;
  if (low > 13 || (high !== 0 && low !== high - 1)) return false;
  for (const { missing } of components) {
    if (from > 0 && missing[0]! < 0) return false;
    for (let k = from; k <= to; k++) {
      if (high !== Math.max(0, missing[k]!)) return false;
      missing[k] = low;
    }
  }
  return true;
}
