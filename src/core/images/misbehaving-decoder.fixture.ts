import './decode-process.ts';
import type { ToDecoder } from './decode-task.ts';

/** The real process, except that some names make it die, hang or grow. */
(process as NodeJS.EventEmitter).prependListener('message', ({ task }: ToDecoder) => {
  const names = task.kind === 'inspect-files' ? task.files : task.kind === 'inspect' && typeof task.source === 'string' ? [task.source] : [];
  const isAsked = (name: string): boolean => names.some((each) => each.endsWith(name));
  if (isAsked('crash.png')) process.kill(process.pid, 'SIGSEGV');
  if (isAsked('hang.png')) for (;;);
  if (isAsked('grow.png')) {
    const kept: Buffer[] = [];
    setInterval(() => kept.push(Buffer.alloc(40_000_000, 1)), 5);
  }
});
