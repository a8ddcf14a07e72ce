import { StudioError } from '../../core/errors.ts';
import { sentLimitBytes } from '../../shared/sent-limits.ts';
import type { Uploads, UploadKind } from '../api/uploads.ts';
import { limitBody } from './limited-body.ts';

/**
 * `POST /api/uploads?name=<file name>&kind=picture|weights` with the file's bytes as its body, one file a request; answers
 * `{upload, name, sizeBytes}`. The calls of the contract take the id in `upload`.
 */
export async function receiveUpload(uploads: Uploads, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const name = searchParams.get('name') ?? '';
  const kind = searchParams.get('kind') ?? 'picture';
  if (!isKind(kind)) {
    throw new StudioError('bad-usage', `kind is "${kind.slice(0, 50)}"`, {
      values: { kind: 'call-unread', detail: 'kind' },
      field: 'kind',
      hint: 'It takes picture or weights.',
    });
  }
  const { body } = limitBody(request, sentLimitBytes[kind]);
  return Response.json(await uploads.receive(body, { name, kind }));
}

const kinds: readonly string[] = ['picture', 'weights'] satisfies UploadKind[];
const isKind = (text: string): text is UploadKind => kinds.includes(text);
