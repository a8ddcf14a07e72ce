import { availableParallelism, cpus, loadavg } from 'node:os';
import { measures } from './measures.ts';

/**
 * `npm run bench -- field [name …]`: the heavy cases that were met in the field, all or those named. A case that breaks is told and does
 * not end the others; exit code 1 where one broke or a figure misses its aim.
 */
export async function benchField(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !measures.some((measure) => measure.name === name));
  if (unknown.length > 0) {
    console.error(`There is no measure ${unknown.join(', ')}. There are: ${measures.map(({ name }) => name).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  console.log(`${cpus()[0]?.model ?? 'unknown processor'} x ${availableParallelism()}, load ${loadavg()[0]!.toFixed(1)}`);
  for (const { name, load } of measures.filter((measure) => names.length === 0 || names.includes(measure.name))) {
    const beganMs = performance.now();
    try {
      const { says, run } = await load();
      console.log(`\n${name}: ${says}`);
      for (const { what, figure, holds } of await run((line) => console.error(`  ${line}`))) {
        console.log(`  ${what.padEnd(60)} ${figure}${holds === undefined ? '' : holds ? '  holds' : '  MISSED'}`);
        if (holds === false) process.exitCode = 1;
      }
    } catch (error) {
      console.log(`  BROKE: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    }
    console.log(`  took ${((performance.now() - beganMs) / 1000).toFixed(0)} s`);
  }
}
