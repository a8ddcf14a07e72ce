import { StudioError } from '../errors.ts';
import { fewestToAdapt } from '../../shared/forecast.ts';

/** @param images of the camera: as many as there are, or as can be read */
export const tooFewToAdapt = (images: number): StudioError =>
  new StudioError('bad-usage', `${images === 1 ? '1 picture that can be read is' : `${images} pictures that can be read are`} too few: a camera is known from ${fewestToAdapt}`, {
    values: { kind: 'too-few-to-adapt', images, fewest: fewestToAdapt },
    field: 'folder',
    hint: `Put ${fewestToAdapt - images} more there; they need no labels.`,
  });
