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
export async function give(file: File, kind: 'picture' | 'weights'): Promise<Given> {
  const path = electronDoor?.pathForFile(file);
  return path ? { path } : { upload: (await upload(file, file.name, kind)).upload };
}

/** Sends a file to the program, which keeps it for an hour; the id goes into calls. Throws a StudioCallError. */
export async function upload(file: Blob, name: string, kind: 'picture' | 'weights'): Promise<Uploaded> {
  checkSize(file, name, kind);
  const query = new URLSearchParams({ name, kind });
  let response: Response;
  try {
    response = await fetch(`/api/uploads?${query}`, { method: 'POST', body: file, credentials: 'same-origin' });
  } catch (cause) {
    throw new StudioCallError('unreachable', `${name} could not be sent`, { values: { kind: 'file-not-sent', name }, cause });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Uploaded;
  const error = text.startsWith('{') ? (JSON.parse(text) as { code?: ErrorCode; message?: string; hint?: string; field?: string }) : {};
  throw new StudioCallError(error.code ?? 'internal', error.message ?? `${name}: ${response.status} ${text.slice(0, 200)}`, error);
}
