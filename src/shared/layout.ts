/**
 * How the folders of a data set are read. `sides`: train/, val/, test/ (in any usual form) with class folders inside; `classes`: the top
 * folders are the classes and everything below belongs to them; `inner`: the folders inside the top folders are the classes, whatever
 * the top folders are; `none`: no folder is a class, labels come from a table or are given here (sides may still be folders).
 */
export const layoutKinds = ['sides', 'classes', 'inner', 'none'] as const;
export type LayoutKind = (typeof layoutKinds)[number];
