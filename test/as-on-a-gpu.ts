import { createRequire } from 'node:module';
import { locateEngine } from '../src/core/engine-host/locate.ts';
import type { Binding } from '../src/core/engine/binding.ts';

const require = createRequire(import.meta.url);

/**
 * Has the engine of this process say from now on whether it computes on a GPU, so that what the program does there alone runs on a processor: pictures fed as
 * words, weights as constants. To be called before anything loads the engine; all else is the engine's own.
 * @returns what says it
 */
export function sayGpu(): (isGpu: boolean) => void {
  const binding = require.resolve(locateEngine().binding);
  let said = true;
  const own = require(binding) as Binding;
  require.cache[binding]!.exports = Object.create(own, { isUsingGpuDevice: { value: () => said } });
  return (isGpu) => void (said = isGpu);
}
