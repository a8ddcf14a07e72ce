import { StudioCallError } from './call-error.ts';
import { checkSize } from './check-size.ts';
import type { ErrorCode, WireError } from '../../shared/errors.ts';
import type { LabelChange } from '../../shared/contract/image-calls.ts';

/** Adds a picture to a class of a data set; it is kept in the studio's data folder, never in the person's. */
export async function addPicture(dataset: string, label: string, picture: Blob): Promise<LabelChange & { image: number }> {
  checkSize(picture, picture instanceof File ? picture.name : '', 'taken');
  const path = `/api/datasets/${encodeURIComponent(dataset)}/camera?${new URLSearchParams({ label })}`;
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', body: picture, credentials: 'same-origin' });
  } catch (cause) {
    throw new StudioCallError('unreachable', 'The picture could not be sent', { values: { kind: 'picture-not-sent' }, cause });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as LabelChange & { image: number };
  throw refused(response.status, text);
}

function refused(status: number, text: string): StudioCallError {
  const error: Partial<WireError> = text.startsWith('{') ? (JSON.parse(text) as Partial<WireError>) : {};
  const code: ErrorCode = error.code ?? 'internal';
  return new StudioCallError(code, error.message ?? `The picture was refused (${status}): ${text.slice(0, 200)}`, error);
}
