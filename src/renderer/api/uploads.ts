import { StudioCallError } from './call-error.ts';
import type { ErrorCode } from '../../shared/errors.ts';

export interface Uploaded {
  upload: string;
  name: string;
  sizeBytes: number;
}

/** Sends a file to the program, which keeps it for an hour; the id goes into calls. Throws a StudioCallError. */
export async function upload(file: Blob, name: string, kind: 'picture' | 'weights'): Promise<Uploaded> {
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
