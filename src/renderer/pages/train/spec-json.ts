import type { RunSpec } from '../../../shared/run-spec.ts';

/** Text that should be a run's spec: its JSON, or why it is none. Keys and values are judged by the program, which plans it. */
export function parseSpec(text: string): { spec: RunSpec } | { problem: string } {
  if (text.trim() === '') return { spec: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: (error as SyntaxError).message };
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { spec: value as RunSpec } : { problem: `${text.trim().slice(0, 30)} is no object: {"epochs": 3}` };
}
