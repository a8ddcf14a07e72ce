import { kindByName, readKinds, readNames, unreadKinds, unreadFault } from './picture-kinds.ts';
import type { Fault } from './bad-image.ts';
import type { ImageFormat } from './picture-kinds.ts';

/** Bytes of a file's beginning that the signatures speak of. */
export const sniffBytes = 512;

/** `unread`: a picture all the same, with the reason why it is left out. `other`: no picture; the reason says what it is. */
export type Sniffed =
  | { readonly format: ImageFormat }
  | { readonly unread: Fault }
  | { readonly other: Fault };

const compiled = <K extends { signature?: string }>(kinds: readonly K[]) =>
  kinds.flatMap((kind) => (kind.signature === undefined ? [] : [{ kind, pattern: new RegExp(kind.signature, 's') }]));
const read = compiled(readKinds);
const unread = compiled(unreadKinds);

/** What people put under a picture's name, and how to call it. */
const others: readonly { start: string; name: string }[] = [
  { start: 'PK\x03\x04', name: 'a ZIP archive or office document' },
  { start: '\x1f\x8b', name: 'a gzip archive' },
  { start: 'Rar!', name: 'a RAR archive' },
  { start: 'RIFF', name: 'a sound or video file' },
  { start: '\x7fELF', name: 'a program' },
  { start: 'MZ', name: 'a program' },
];

const latinOf = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, sniffBytes)).toString('latin1');

/** Its name as a word of the window's languages. */
const wordOf = (name: string): string => name.replace(/^an? /, '').replaceAll(' ', '-').toLowerCase();

const isText = (text: string): boolean => /^[\t\n\r\x20-\x7e\u00a0-\uffef]+$/.test(text);

function otherName(head: Uint8Array, latin: string): string {
  const other = others.find(({ start }) => latin.startsWith(start));
  if (other) return other.name;
  const text = new TextDecoder('utf-8').decode(head).replace(/^\uFEFF/, '').trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<head|<body|<script|<meta|<title|<div|<!--)/.test(text)) return 'a web page';
  if (head.every((byte) => byte === 0)) return 'a file of zeros';
  if (isText(text)) return 'text';
  return 'no picture format known here';
}

/**
 * What a file is by its first bytes (at least `sniffBytes` where the file has them); its name counts only where they say nothing, and
 * for camera raw files, whose content may be a TIFF with a thumbnail as its first picture.
 */
export function sniffFormat(head: Uint8Array, name = ''): Sniffed {
  const latin = latinOf(head);
  const promised = kindByName(name);
  const picture = read.find(({ pattern }) => pattern.test(latin));
  if (picture) {
    const isRaw = picture.kind.format === 'tiff' && promised !== undefined && 'isRaw' in promised;
    return isRaw ? { unread: unreadFault(promised) } : { format: picture.kind.format };
  }
  const known = unread.find(({ pattern }) => pattern.test(latin));
  if (known) return { unread: unreadFault(known.kind) };
  if (latin.startsWith('BM')) return { format: 'bmp' };
  const other = otherName(head, latin);
  if (promised && 'name' in promised && other === 'no picture format known here') return { unread: unreadFault(promised) };
  return { other: { reason: `${other}, not a ${readNames} picture`, values: { kind: 'no-picture', what: wordOf(other) } } };
}

/** Whether a file in a folder is a picture, read or not: by its first bytes or by its name. What is none is passed over. */
export function isPicture(head: Uint8Array, name: string): boolean {
  if (kindByName(name)) return true;
  const latin = latinOf(head);
  return [...read, ...unread].some(({ pattern }) => pattern.test(latin));
}
