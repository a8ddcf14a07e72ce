import './decode-process.ts';
import type { ToDecoder } from './decode-task.ts';

/** The real process, except that some names make it die, hang or grow. */
(process as NodeJS.EventEmitter).prependListener('message', ({ task }: ToDecoder) => {
  const name = task.kind === 'inspect' && typeof task.source === 'string' ? task.source : '';
  if (name.endsWith('crash.png')) process.kill(process.pid, 'SIGSEGV');
  if (name.endsWith('hang.png')) for (;;);
  if (name.endsWith('grow.png')) {
    const kept: Buffer[] = [];
    setInterval(() => kept.push(Buffer.alloc(40_000_000, 1)), 5);
  }
});
