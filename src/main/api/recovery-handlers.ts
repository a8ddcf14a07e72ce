import { StudioError } from '../../core/errors.ts';
import { os } from './implement.ts';

function refuse(): never {
  throw new StudioError('bad-usage', 'The database is sound; there is nothing to restore', {
    values: { kind: 'database-is-sound' },
    hint: 'To go back to a backup all the same, end the studio and use "graft restore".',
  });
}

/** What a studio answers that could open its database; see `door/recovery-door.ts` for one that could not. */
export const recoveryHandlers = {
  state: os.recovery.state.handler(() => null),
  restore: os.recovery.restore.handler(refuse),
  beginAnew: os.recovery.beginAnew.handler(refuse),
};
