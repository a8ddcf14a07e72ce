import { totalmem } from 'node:os';
import { StudioError } from '../../errors.ts';
import { knownPrecision } from '../executors/precision.ts';
import { measuredGmac } from '../plan/recommended-backbones.ts';
import type { Computer } from '../plan/recommended-backbones.ts';

/** Memory that this process may use, and the speed that was measured here; measures nothing. */
export function thisComputer(): Computer {
  const allowed = process.constrainedMemory();
  const memoryBytes = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  const known = measuredHere();
  const float32 = known?.measured.find(({ precision }) => precision === 'float32');
  return { memoryBytes, gmacPerSecond: float32 ? float32.imagesPerSecond * measuredGmac : null, gpu: known?.gpu ?? false };
}

function measuredHere() {
  try {
    return knownPrecision();
  } catch (error) {
    // Base models can be looked at before there is an engine.
    if (error instanceof StudioError && error.code === 'engine-missing') return null;
    throw error;
  }
}
