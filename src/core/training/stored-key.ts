import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { precisions } from '../../shared/run-settings.ts';
import { parsedJson } from '../files/parsed-json.ts';

const storedKeySchema = z.object({
  cut: z.string(),
  precision: z.enum(precisions),
  weightsSha256: z.string(),
  preprocessing: z.object({ imageSize: z.int() }),
});

/** What a feature cache holds, from its `key.json`. */
export interface StoredKey {
  readonly cut: string;
  readonly precision: (typeof precisions)[number];
  /** Pixels. */
  readonly imageSize: number;
  /** Of the backbone's file; null at the cut `stem`, where features are pixels of any backbone. */
  readonly weightsSha256: string | null;
}

/** Null where the file is damaged, gone or none: such a cache can still be counted and deleted. */
export function storedKey(root: string, name: string): StoredKey | null {
  const file = join(root, name, 'key.json');
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return null;
  const parsed = storedKeySchema.safeParse(parsedJson(readFileSync(file, 'utf8')));
  if (!parsed.success) return null;
  const { cut, precision, weightsSha256, preprocessing } = parsed.data;
  return { cut, precision, imageSize: preprocessing.imageSize, weightsSha256: weightsSha256 || null };
}
