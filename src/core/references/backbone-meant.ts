import { existsSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../errors.ts';
import { isPath, outrightId } from './spelling.ts';

/**
 * The id of the backbone that is meant by `x` or `id:x`, known or not: who needs it says what is not there. A file that lies here
 * is never a backbone.
 * @throws StudioError `bad-usage` where only a file can be meant
 */
export function backboneMeant(text: string, cwd = process.cwd()): string {
  const id = outrightId(text) ?? text;
  if (!isPath(text) && !(/[/\\]/.test(text) && existsSync(path.resolve(cwd, text)))) return id;
  throw new StudioError('bad-usage', `"${text}" is a path, and a backbone has an id`, {
    field: 'backbone',
    hint: `Take the weights in first: graft backbones import ${text} --arch <name>; "graft backbones list" shows all.`,
  });
}
