import { locateEngine } from '../engine-host/locate.ts';
import { createImagePool } from '../images/image-pool.ts';
import type { ImagePool } from '../images/image-pool.ts';

let ahead: { readonly threads: number; readonly pool: ImagePool } | null = null;

const started = (threads: number): ImagePool => createImagePool({ threads, jpegDecoder: locateEngine().jpegDecoder });

/** Starts the threads of a job that is on its way, which load the engine first: the next pool of as many threads is that one. @throws StudioError `engine-missing` */
export function openPoolAhead(threads: number): void {
  ahead = { threads, pool: started(threads) };
}

/** The threads that read a job's pictures: JPEG by the decoder of the engine, which a job loads anyway. @throws StudioError `engine-missing` */
export function openPool(threads: number): ImagePool {
  const ready = ahead;
  ahead = null;
  if (ready?.threads === threads) return ready.pool;
  void ready?.pool.close();
  return started(threads);
}
