import type { DatasetView } from '../../shared/contract/dataset-calls.ts';

/** Pictures that have a class and are not left out: what a run is made from. */
export const labelledPictures = ({ classes }: Pick<DatasetView, 'classes'>): number =>
  classes.reduce((sum, { count }) => sum + count, 0);

/** Classes that have pictures. */
export const filledClasses = ({ classes }: Pick<DatasetView, 'classes'>): number =>
  classes.filter(({ count }) => count > 0).length;

/** The message that says what training needs first. */
export const whyNotTrainable = (view: Pick<DatasetView, 'isPresent'>): string => (view.isPresent ? 'next.tooFew' : 'next.data.gone');

/** Training needs the folder and two classes with pictures. */
export const isTrainable = (view: DatasetView): boolean => view.isPresent && filledClasses(view) >= 2;
