import type { Gate } from './gate.ts';
import type { OpenImage, Verified } from './open-image.ts';
import { guarded } from './read-image.ts';

/** Whether every pixel of a picture decodes; a large one is decoded alone. Throws StudioError `bad-image`. */
export const verifyPicture = async (image: OpenImage, gate: Gate): Promise<Verified> =>
  image.isSurelyWhole() ? { isDim: false } : guarded(image, gate, image.verify);
