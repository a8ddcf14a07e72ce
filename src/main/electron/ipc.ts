import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { StudioError } from '../../core/errors.ts';
import { isOwn } from './own-origin.ts';

type SenderFrame = Pick<NonNullable<IpcMainInvokeEvent['senderFrame']>, 'url' | 'parent'>;

/** Our own page in the window's main frame; a frame that is gone already is nobody. */
export const isTrustedSender = (frame: SenderFrame | null): boolean =>
  frame !== null && frame.parent === null && isOwn(frame.url);

/**
 * Answers a channel of the preload. A message of anybody else, or with arguments that do not fit, is rejected: never answered
 * with undefined, which would look like a success.
 */
export function handleFromWindow<Input>(
  ipcMain: Pick<IpcMain, 'handle'>,
  channel: string,
  input: z.ZodType<Input>,
  answer: (input: Input, sender: IpcMainInvokeEvent['sender']) => unknown,
): void {
  ipcMain.handle(channel, async (event, ...received: unknown[]) => {
    if (!isTrustedSender(event.senderFrame)) {
      throw new StudioError('bad-usage', `${channel} is refused to ${event.senderFrame?.url ?? 'a frame that is gone'}`);
    }
    const parsed = input.safeParse(received);
    if (!parsed.success) throw new StudioError('bad-usage', `${channel} was called wrongly: ${parsed.error.message}`);
    return answer(parsed.data, event.sender);
  });
}
