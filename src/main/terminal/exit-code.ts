import type { ErrorCode } from '../../shared/errors.ts';

/** What the shell is told: 0 ok, 1 failed, 2 bad usage, 3 something of the environment is missing, 130 cancelled. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'bad-usage':
      return 2;
    case 'engine-missing':
    case 'missing-tool':
    case 'offline':
      return 3;
    case 'cancelled':
      return 130;
    default:
      return 1;
  }
}
