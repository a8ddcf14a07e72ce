import { locateEngine } from '../engine-host/locate.ts';
import { createImagePool } from '../images/image-pool.ts';
import type { ImagePool } from '../images/image-pool.ts';

/** The threads that read a job's pictures: JPEG by the decoder of the engine, which a job loads anyway. @throws StudioError `engine-missing` */
export const openPool = (threads: number): ImagePool => createImagePool({ threads, jpegDecoder: locateEngine().jpegDecoder });
