import type { LayoutKind } from '../../../shared/layout.ts';
import { StudioError } from '../../errors.ts';
import { howMany } from '../../how-many.ts';
import { detectLayout, sortClassNames, type Layout } from './layout.ts';
import { sideOfName } from './side-words.ts';
import type { Split } from '../../../shared/split.ts';

/** One way in which a folder can be read. */
export interface FolderReading {
  readonly layout: LayoutKind;
  /** In label order, with their pictures. */
  readonly classes: { name: string; pictures: string[] }[];
  /** Pictures on each side, where the folders say it. */
  readonly sides: Partial<Record<Split, number>>;
  /** Folders, and pictures in no class. */
  readonly ignored: Layout['ignored'];
  readonly outside: number;
}

/** How the pictures at `paths` would be read under each layout that makes sense; the likeliest first. */
export function layoutReadings(paths: Iterable<string>): FolderReading[] {
  const { unclear } = detectLayout(paths);
  const readings = (['sides', 'inner', 'classes'] as const).map((layout) => readAs(paths, layout));
  return readings.filter(({ layout, classes, sides }) => {
    if (layout === 'sides') return Object.keys(sides).length > 0;
    // Of folders that all mean sides the inner ones are classes only as sides.
    return layout === 'classes' || (classes.length > 0 && (unclear === 'shared-names' || classes.some(({ name }) => !sideOfName(name))));
  });
}

function readAs(paths: Iterable<string>, layout: LayoutKind): FolderReading {
  const { place, side, ignored } = detectLayout(paths, layout);
  const classes = new Map<string, string[]>();
  const sides: FolderReading['sides'] = {};
  let outside = 0;
  for (const path of paths) {
    const name = place(path)?.className;
    if (name === undefined) outside += 1;
    else if (classes.has(name)) classes.get(name)!.push(path);
    else classes.set(name, [path]);
    const on = side(path);
    if (on !== null) sides[on] = (sides[on] ?? 0) + 1;
  }
  return {
    layout,
    classes: sortClassNames(classes.keys()).map((name) => ({ name, pictures: classes.get(name)! })),
    sides,
    ignored,
    outside,
  };
}

/**
 * `sides` where the pictures of before were read so without being asked, and what was put beside them would make classes of train/ and
 * the like; else null.
 */
export function keptSides(before: Iterable<string>, now: Iterable<string>): LayoutKind | null {
  if (detectLayout(before).kind !== 'sides' || detectLayout(now).kind === 'sides') return null;
  return detectLayout(now, 'sides').sides.has('train') ? 'sides' : null;
}

/**
 * What a folder is read as is not guessed: sides learned as classes look like a success.
 * @throws StudioError `bad-usage` (field `layout`) with the readings where the folders can be read in more than one way
 */
export function needClearLayout(root: string, paths: Iterable<string>, choice: LayoutKind | null): void {
  if (choice !== null || detectLayout(paths).unclear === null) return;
  const readings = layoutReadings(paths);
  const ways = readings.map((reading) => readingText(reading)).join('; or ');
  const what = readings.length > 1 ? 'can be read in more than one way' : 'have words for sides in their names, such as train and test';
  throw new StudioError('bad-usage', `The folders in ${root} ${what}: ${ways}`, {
    values: { kind: 'layout-unclear', folder: root },
    field: 'layout',
    hint: `Say which is meant: graft datasets add ${JSON.stringify(root)} --layout ${readings.map(({ layout }) => layout).join('|')}`,
  });
}

const namedClasses = 3;

/** One reading as a sentence has it: `inner: 2 classes, "cats" (40) and "dogs" (38), in the folders inside`. */
function readingText({ layout, classes, sides, outside }: FolderReading): string {
  const shown = classes.slice(0, namedClasses).map(({ name, pictures }) => `"${name}" (${pictures.length})`);
  const names = [...shown, ...(classes.length > namedClasses ? [`and ${classes.length - namedClasses} more`] : [])].join(', ');
  const what = classes.length === 0 ? 'no class folders' : `${howMany(classes.length, 'class', 'classes')} ${names}`;
  const rest = outside === 0 ? '' : `, ${howMany(outside, 'picture', 'pictures')} in no class`;
  if (layout === 'classes') return `classes: the top folders are the ${what}${rest}`;
  const on = (['train', 'val', 'test'] as const).flatMap((side) => (sides[side] === undefined ? [] : [`${sides[side]} ${side}`]));
  const split = on.length === 0 ? '' : ` on the sides of their folders (${on.join(', ')})`;
  if (layout === 'inner') return `inner: the folders inside them are the ${what}${split}${rest}`;
  return `sides: they are the sides of the split (${on.join(', ')}) with ${what}${rest}`;
}
