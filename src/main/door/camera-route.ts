import { StudioError } from '../../core/errors.ts';
import { takePicture } from '../../core/datasets/scanning/take-picture.ts';
import { sentLimitBytes } from '../../shared/sent-limits.ts';
import type { Desk } from '../api/desk.ts';
import { limitBody } from './limited-body.ts';

/**
 * `POST /api/datasets/<id>/camera?label=<class>` with a picture's bytes as its body: the camera's, or one that was pasted or dropped
 * onto a class. Answers what a labelling call answers, and the number of the new picture as `image`.
 */
export async function receivePicture(
  desk: Pick<Desk, 'studio'>,
  request: Request,
  dataset: string,
): Promise<Response> {
  const label = new URL(request.url).searchParams.get('label')?.trim() ?? '';
  if (label === '') {
    throw new StudioError('bad-usage', 'The picture is for no class', {
      values: { kind: 'picture-of-no-class' },
      field: 'label',
      hint: 'Name the class in ?label=.',
    });
  }
  const bytes = Buffer.from(await limitBody(request, sentLimitBytes.taken).arrayBuffer());
  const taken = await takePicture(desk.studio.db, dataset, bytes, label);
  return Response.json(taken);
}
