import { StudioError } from '../errors.ts';

/** A file that is no readable picture. `reason` is one sentence part without the file's name, to stand beside it. */
export const badImage = (reason: string, cause?: unknown): StudioError =>
  new StudioError('bad-image', reason, {
    hint: 'The file is left as it is and is not used; replace it or take it out of the folder.',
    cause,
  });
