import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomicallySync } from '../../core/files/write-file.ts';

/** In the system's display-independent pixels. Without x and y the system places the window. */
export interface WindowBounds {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/** A screen's area without panels and docks. */
export interface WorkArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const coordinate = z.int().min(-100_000).max(100_000);
const length = z.int().min(1).max(100_000);
const storedSchema = z.strictObject({
  x: coordinate,
  y: coordinate,
  width: length,
  height: length,
  isMaximized: z.boolean(),
});
export type StoredWindow = z.infer<typeof storedSchema>;

const usualSize = { width: 1280, height: 800 };
/** So much of the window must lie on a screen that it can be seen and dragged. */
const visiblePart = 120;

/** What was remembered; null where nothing was. A file that cannot be used costs the window its place only: `warn` is told. */
export function readWindowState(file: string, warn: (line: string) => void): StoredWindow | null {
  try {
    return storedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') warn(`${file} is not used: ${(error as Error).message}`);
    return null;
  }
}

export function writeWindowState(file: string, state: StoredWindow): void {
  writeFileAtomicallySync(file, `${JSON.stringify(storedSchema.parse(state))}\n`);
}

/** Where the window opens: where it was, if that is still on a screen; never larger than the screen it is on. */
export function boundsOn(stored: StoredWindow | null, areas: readonly WorkArea[]): WindowBounds {
  for (const area of stored ? areas : []) {
    const { x, y, width, height } = stored!;
    const fitted = { x, y, width: Math.min(width, area.width), height: Math.min(height, area.height) };
    if (isReachable(fitted, area)) return fitted;
  }
  const [first] = areas;
  const wanted = stored ?? usualSize;
  return {
    width: Math.min(wanted.width, first?.width ?? wanted.width),
    height: Math.min(wanted.height, first?.height ?? wanted.height),
  };
}

/** The window's title bar can be seen and taken hold of in this area. */
function isReachable(bounds: WorkArea, area: WorkArea): boolean {
  const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return overlap >= visiblePart && bounds.y >= area.y && bounds.y <= area.y + area.height - visiblePart;
}
