import { badImage } from './bad-image.ts';

/** PBM, PGM, PPM (plain or binary) and PAM as one: what the samples are and where they begin. */
export interface PnmHeader {
  readonly width: number;
  readonly height: number;
  /** Grey, grey and alpha, RGB, RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  /** 1 to 65535; samples of two bytes above 255. */
  readonly maxValue: number;
  /** `plain`: decimal numbers; `bits`: eight pixels a byte; in both kinds of PBM 1 is black. */
  readonly coding: 'plain' | 'bits' | 'bytes';
  readonly isBitmap: boolean;
  readonly pixelOffset: number;
}

const newline = 10;
export const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

const wrong = (what: string) => badImage(`a truncated or damaged PNM picture: ${what}`, 'truncated', { format: 'PNM' });

/** Bytes. */
const longestWord = 10;

/** The next word at or after `at` (comments skipped), and where the byte after its delimiter is. */
function nextWord(file: Buffer, at: number): { word: string; after: number } {
  let word = '';
  for (let i = at; i < file.length; i++) {
    const byte = file[i]!;
    if (byte === 0x23) {
      while (i + 1 < file.length && file[i + 1] !== newline && file[i + 1] !== 13) i++;
      i++;
    } else if (isSpace(byte)) {
      if (word !== '') return { word, after: i + 1 };
    } else {
      if (word.length === longestWord) break;
      word += String.fromCharCode(byte);
    }
  }
  throw wrong('its header is incomplete');
}

function numberOf(word: string, what: string, most: number): number {
  const value = /^\d+$/.test(word) ? Number(word) : NaN;
  if (value >= 1 && value <= most) return value;
  throw wrong(`its ${what} is ${JSON.stringify(word)}`);
}

const mostSide = 2 ** 31 - 1;
const mostValue = 65_535;

function parseAnymap(file: Buffer): PnmHeader {
  const kind = file[1]! - 0x30;
  const width = nextWord(file, 2);
  const height = nextWord(file, width.after);
  const isBitmap = kind === 1 || kind === 4;
  const value = isBitmap ? { word: '1', after: height.after } : nextWord(file, height.after);
  return {
    width: numberOf(width.word, 'width', mostSide),
    height: numberOf(height.word, 'height', mostSide),
    channels: kind % 3 === 0 ? 3 : 1,
    maxValue: numberOf(value.word, 'largest value', mostValue),
    coding: kind <= 3 ? 'plain' : isBitmap ? 'bits' : 'bytes',
    isBitmap,
    pixelOffset: value.after,
  };
}

/** Header lines of a PAM are far fewer and shorter than this. */
const mostHeaderBytes = 10_000;

function parseArbitraryMap(file: Buffer): PnmHeader {
  const fields = new Map<string, string>();
  let at = 3;
  for (;;) {
    const end = file.indexOf(newline, at);
    if (end < 0 || end > mostHeaderBytes) throw wrong('its header is incomplete');
    const line = file.toString('latin1', at, end).trim();
    at = end + 1;
    if (line === 'ENDHDR') break;
    const [, name, value] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name !== undefined && !line.startsWith('#')) fields.set(name, value!);
  }
  const number = (name: string, what: string, most: number) => numberOf(fields.get(name) ?? '', what, most);
  const channels = number('DEPTH', 'number of channels', mostSide);
  const tuple = fields.get('TUPLTYPE') ?? '';
  if (channels > 4 || tuple.startsWith('CMYK')) {
    throw badImage(`a PAM picture of ${channels} channels${tuple === '' ? '' : ` (${tuple.slice(0, 40)})`}, which is neither grey nor RGB`, 'variant', { format: 'PAM' });
  }
  return {
    width: number('WIDTH', 'width', mostSide),
    height: number('HEIGHT', 'height', mostSide),
    channels: channels as PnmHeader['channels'],
    maxValue: number('MAXVAL', 'largest value', mostValue),
    coding: 'bytes',
    isBitmap: false,
    pixelOffset: at,
  };
}

/** Reads the header of a Netpbm file (P1 to P7). Throws `bad-image`. Source: the Netpbm manual, pbm(5) to pam(5). */
export const parsePnmHeader = (file: Buffer): PnmHeader => (file[1] === 0x37 ? parseArbitraryMap(file) : parseAnymap(file));
