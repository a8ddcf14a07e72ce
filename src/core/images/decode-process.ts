/**
 * A process that decodes what strangers made, one picture at a time: native code can die, hang or fill the memory there, and whoever
 * answers people goes on. Started by decode-host.ts with its memory limit in bytes as its argument; it ends with its parent's channel.
 */
import { toWireError } from '../errors.ts';
import type { DecodeAnswer, DecodeTask, FromDecoder, ToDecoder } from './decode-task.ts';
import { LargePicture } from './gate.ts';
import type { Gate } from './gate.ts';
import { inspectPictures, inspectPicture } from './inspect.ts';
import { lookAt } from './look-at.ts';
import { meanColorOf } from './mean-color.ts';
import { sampleViews } from './samples.ts';
import { seenPicture } from './seen-picture.ts';
import { thumbnailOf } from './thumbnail.ts';

const memoryLimitBytes = Number(process.argv[2]);
/** Memory grows by about a gigabyte a second at most. */
const watchMs = 50;

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function perform(task: DecodeTask, gate: Gate): Promise<DecodeAnswer> {
  switch (task.kind) {
    case 'inspect':
      return inspectPicture(typeof task.source === 'string' ? task.source : buffer(task.source), gate, task.mostPixels);
    case 'inspect-files':
      return inspectPictures(task.files, gate);
    case 'thumbnail':
      return thumbnailOf(task, task.size, gate);
    case 'seen':
      return seenPicture(task, task.geometry, gate);
    case 'samples':
      return sampleViews(task.file, task.views, task.preprocessing, gate);
    case 'look-at':
      return lookAt(task, gate);
    case 'mean-color':
      return meanColorOf(task.file, gate);
    case 'version':
      return import('./decoder-version.ts').then((module) => module.decoderVersion);
  }
}

const send = (message: FromDecoder, then = (): void => undefined): void => void process.send!(message, then);

/** libvips works on threads of its own, so that this one can look. */
function watch(id: number): NodeJS.Timeout {
  const timer = setInterval(() => {
    const rssBytes = process.memoryUsage.rss();
    if (rssBytes <= memoryLimitBytes) return;
    clearInterval(timer);
    send({ id, tooMuch: rssBytes }, () => process.kill(process.pid, 'SIGKILL'));
  }, watchMs);
  return timer;
}

process.on('message', async ({ id, task, mayBeLarge }: ToDecoder) => {
  const gate: Gate = (work) => (mayBeLarge ? work() : Promise.reject(new LargePicture()));
  const watching = watch(id);
  try {
    const answer = await perform(task, gate);
    send({ id, answer, rssBytes: process.memoryUsage.rss() });
  } catch (error) {
    if (error instanceof LargePicture) send({ id, isLarge: true });
    else send({ id, error: toWireError(error), rssBytes: process.memoryUsage.rss() });
  } finally {
    clearInterval(watching);
  }
});
process.on('disconnect', () => process.exit());
