import type { WallGroup } from './wall-grid.ts';

/**
 * What a wall says of its pictures, asked by position when one is drawn: no picture has an object of its own. Tiles are drawn
 * anew when this object is another one, so that what the slot of a tile shows has to be read from it.
 */
export interface WallPictures {
  /**
   * As a screen reader says it, where what the slot writes is only a part of it. Not from a translated sentence where 100,000
   * pictures rush by.
   */
  nameOf?(at: number): string;
  isExcluded(at: number): boolean;
  /** The program could not read the file. */
  isUnreadable?(at: number): boolean;
  /** `contentOf` its sha256, where it is known. */
  contentOf?(at: number): number;
  /** Shown when pointed at. */
  titleOf?(at: number): string;
  /** Pictures that stand together under a heading, one group after the other, all of them; none: there are no headings. */
  readonly groups?: readonly WallGroup[];
}
