import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron';

export type CloseAnswer = 'background' | 'stop' | 'cancel';

const answers = ['background', 'stop', 'cancel'] as const satisfies readonly CloseAnswer[];

export const closeQuestion: MessageBoxOptions = {
  type: 'question',
  title: 'Graft Studio',
  message: 'A run is still training',
  detail:
    'In the background it goes on without a window; start Graft Studio again to see it. Stopped, it keeps its checkpoint and ' +
    'goes on from there when you press Resume.',
  buttons: ['Keep training in the background', 'Stop and keep the checkpoint', 'Cancel'],
  defaultId: answers.indexOf('background'),
  // Escape, and a window that is closed without an answer.
  cancelId: answers.indexOf('cancel'),
  noLink: true,
};

/** Asks what becomes of the run that trains. */
export async function askBeforeClosing(
  dialog: Pick<Dialog, 'showMessageBox'>,
  parent: BrowserWindow | null,
): Promise<CloseAnswer> {
  const { response } = await (parent ? dialog.showMessageBox(parent, closeQuestion) : dialog.showMessageBox(closeQuestion));
  return answers[response] ?? 'cancel';
}
