import { StudioCallError } from './call-error.ts';
import { sentLimitBytes } from '../../shared/sent-limits.ts';

/** Before a byte is sent. Throws a StudioCallError. */
export function checkSize({ size: sizeBytes }: Blob, name: string, kind: keyof typeof sentLimitBytes): void {
  const mostBytes = sentLimitBytes[kind];
  if (sizeBytes <= mostBytes) return;
  throw new StudioCallError('bad-usage', `${name} has ${sizeBytes} bytes; ${mostBytes} are the most`, {
    values: kind === 'taken' ? { kind: 'picture-too-large', sizeBytes, mostBytes } : { kind: 'file-too-large', name, sizeBytes, mostBytes },
  });
}
