/** By what pictures are kept together: their names, the camera's clock, what they show, the folders they lie in, a table. */
export const groupSources = ['name', 'exif', 'near', 'folder', 'csv'] as const;
export type GroupSource = (typeof groupSources)[number];
