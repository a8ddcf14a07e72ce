import { BodyTooLarge } from './body-too-large.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/** The HTTP status that goes with what was thrown on purpose. */
export const httpStatusFor = (thrown: unknown, code: ErrorCode): number =>
  thrown instanceof BodyTooLarge ? 413 : httpStatusOf(code);

/** The HTTP status that goes with a code; the code is what programs should look at. */
export function httpStatusOf(code: ErrorCode): number {
  switch (code) {
    case 'bad-usage':
      return 400;
    case 'not-found':
      return 404;
    case 'already-exists':
    case 'busy':
    case 'cancelled':
      return 409;
    case 'engine-missing':
    case 'missing-tool':
    case 'offline':
    case 'database-locked':
      return 503;
    case 'out-of-disk':
      return 507;
    case 'internal':
    case 'disk-failed':
      return 500;
    default:
      return 422;
  }
}
