import { StudioError } from '../../core/errors.ts';

/** A body of more bytes than are taken; answered with 413. */
export class BodyTooLarge extends StudioError {
  constructor(limitBytes: number) {
    const limit = `${Math.floor(limitBytes / 1e6)} MB`;
    super('bad-usage', `The request is larger than ${limit}`, { hint: `At most ${limit} are taken at once.` });
  }
}
