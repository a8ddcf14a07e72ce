import { StudioCallError } from './call-error.ts';
import { checkSize } from './check-size.ts';
import { electronDoor } from './door.ts';
import type { ErrorCode } from '../../shared/errors.ts';

export interface Uploaded {
  upload: string;
  name: string;
  sizeBytes: number;
}

/** How a call names a file: by its path where Electron knows it, else by an upload. */
export type Given = { path: string } | { upload: string };

/**
 * A file that a person chose or dropped, as calls take it. In Electron it stays where it lies: its bytes would come as one piece of
 * memory there, which ends the program above 2 GB. Throws a StudioCallError.
 */
export async function give(file: File, kind: 'picture' | 'weights', onSent?: (sentBytes: number) => void): Promise<Given> {
  const path = electronDoor?.pathForFile(file);
  return path ? { path } : { upload: (await upload(file, file.name, kind, onSent)).upload };
}

/** Sends a file to the program, which keeps it for an hour; the id goes into calls. `onSent` hears how much is there. Throws a StudioCallError. */
export async function upload(file: Blob, name: string, kind: 'picture' | 'weights', onSent?: (sentBytes: number) => void): Promise<Uploaded> {
  checkSize(file, name, kind);
  const query = new URLSearchParams({ name, kind });
  let answer: { status: number; text: string };
  try {
    answer = await post(`/api/uploads?${query}`, file, onSent);
  } catch (cause) {
    throw new StudioCallError('unreachable', `${name} could not be sent`, { values: { kind: 'file-not-sent', name }, cause });
  }
  const { status, text } = answer;
  if (status >= 200 && status < 300) return JSON.parse(text) as Uploaded;
  const error = text.startsWith('{') ? (JSON.parse(text) as { code?: ErrorCode; message?: string; hint?: string; field?: string }) : {};
  throw new StudioCallError(error.code ?? 'internal', error.message ?? `${name}: ${status} ${text.slice(0, 200)}`, error);
}

async function post(url: string, body: Blob, onSent?: (sentBytes: number) => void): Promise<{ status: number; text: string }> {
  if (onSent) return postCounted(url, body, onSent);
  const response = await fetch(url, { method: 'POST', body, credentials: 'same-origin' });
  return { status: response.status, text: await response.text() };
}

/** `fetch` says nothing of what was sent so far; the older interface does. */
function postCounted(url: string, body: Blob, onSent: (sentBytes: number) => void): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', (event) => onSent(event.loaded));
    request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }));
    request.addEventListener('error', () => reject(new TypeError('The connection broke')));
    request.open('POST', url);
    request.send(body);
  });
}
