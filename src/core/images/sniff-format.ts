export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'avif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** Bytes of a file's beginning that `sniffFormat` wants to see. */
export const sniffBytes = 512;

const ascii = (head: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...head.subarray(Math.min(from, head.length), Math.min(to, head.length)));

interface Signature {
  readonly bytes: string;
  readonly at?: number;
}

const pictures: readonly (Signature & { format: ImageFormat })[] = [
  { bytes: '\xff\xd8\xff', format: 'jpeg' },
  { bytes: '\x89PNG\r\n\x1a\n', format: 'png' },
  { bytes: 'WEBP', at: 8, format: 'webp' },
  { bytes: 'GIF87a', format: 'gif' },
  { bytes: 'GIF89a', format: 'gif' },
  { bytes: 'II*\0', format: 'tiff' },
  { bytes: 'MM\0*', format: 'tiff' },
  { bytes: 'II+\0', format: 'tiff' },
  { bytes: 'MM\0+', format: 'tiff' },
  { bytes: 'BM', format: 'bmp' },
];

/** What people put under a picture's name, and how to call it. */
const others: readonly (Signature & { name: string })[] = [
  { bytes: '%PDF', name: 'a PDF document' },
  { bytes: 'PK\x03\x04', name: 'a ZIP archive or office document' },
  { bytes: '\x1f\x8b', name: 'a gzip archive' },
  { bytes: 'Rar!', name: 'a RAR archive' },
  { bytes: '8BPS', name: 'a Photoshop document' },
  { bytes: '\0\0\x01\0', name: 'an icon file' },
  { bytes: '\xff\x0a', name: 'a JPEG XL picture' },
  { bytes: '\0\0\0\x0cJXL ', name: 'a JPEG XL picture' },
  { bytes: '\0\0\0\x0cjP  ', name: 'a JPEG 2000 picture' },
  { bytes: '\x1aE\xdf\xa3', name: 'a video' },
  { bytes: 'RIFF', name: 'a sound or video file' },
  { bytes: '\x7fELF', name: 'a program' },
  { bytes: 'MZ', name: 'a program' },
];

const matches = (head: Uint8Array, { bytes, at = 0 }: Signature): boolean => ascii(head, at, at + bytes.length) === bytes;

function sniffMediaContainer(head: Uint8Array): { format: ImageFormat } | { name: string } {
  const boxBytes = Math.min(new DataView(head.buffer, head.byteOffset, 4).getUint32(0), head.length);
  const brands = ascii(head, 8, boxBytes);
  if (/avi[fs]/.test(brands)) return { format: 'avif' };
  if (/hei[cxms]|hev[cxms]|mif1/.test(brands)) return { name: 'a HEIC picture' };
  return { name: 'a video' };
}

/**
 * The format of a file by its first bytes (at least `sniffBytes` where the file has them), whatever its name says;
 * for what is no picture this program reads, what it is (`name`, to follow "this is").
 */
export function sniffFormat(head: Uint8Array): { format: ImageFormat } | { name: string } {
  const picture = pictures.find((signature) => matches(head, signature));
  if (picture) return { format: picture.format };
  if (head.length >= 16 && ascii(head, 4, 8) === 'ftyp') return sniffMediaContainer(head);
  const other = others.find((signature) => matches(head, signature));
  if (other) return { name: other.name };
  const text = new TextDecoder('utf-8').decode(head).replace(/^\uFEFF/, '').trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<head|<body|<script|<meta|<title|<div|<!--)/.test(text)) return { name: 'a web page' };
  if (/^(<\?xml[^>]*>\s*)?(<!doctype svg|<svg)/.test(text)) return { name: 'an SVG drawing' };
  if (head.every((byte) => byte === 0)) return { name: 'a file of zeros' };
  if (/^[\t\n\r\x20-\x7e\u00a0-\uffef]+$/.test(text)) return { name: 'text' };
  return { name: 'no picture format known here' };
}
