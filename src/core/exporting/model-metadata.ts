import { z } from 'zod';
import { netSpecSchema } from '../../shared/net-spec.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Model } from '../nets/model.ts';
import { namedNets, nameOf } from '../nets/named.ts';

/** What an ONNX or safetensors file says of the network in it: JSON each, but for the name. */
export function modelMetadata({ net: { spec }, classes, preprocessing, temperature = 1 }: Model): Record<string, string> {
  const name = nameOf(spec);
  return {
    ...(name === null ? {} : { architecture: name }),
    net: JSON.stringify(spec),
    classes: JSON.stringify(classes),
    preprocessing: JSON.stringify(preprocessing),
    temperature: JSON.stringify(temperature),
  };
}

const namesSchema = z.array(z.string());

/** Null where it does not say which network it is; before version 2 of the manifest its name alone did. @throws what no JSON throws */
export function readModelMetadata(
  metadata: Readonly<Record<string, string>>,
): { spec: NetSpec; classes: string[]; preprocessing: Preprocessing; temperature: number } | null {
  const { net, architecture = '', classes, preprocessing, temperature = '1' } = metadata;
  const spec = net === undefined ? namedNets.get(architecture)?.spec : netSpecSchema.parse(JSON.parse(net));
  if (!spec || !classes || !preprocessing) return null;
  return {
    spec,
    classes: namesSchema.parse(JSON.parse(classes)),
    preprocessing: preprocessingSchema.parse(JSON.parse(preprocessing)),
    temperature: z.number().positive().parse(JSON.parse(temperature)),
  };
}
