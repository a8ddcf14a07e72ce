import type { NetSpec } from '../../shared/net-spec.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { catalogue, torchvisionPreprocessing } from './catalogue.ts';
import { hasTimmNames, nameOf } from './named.ts';
import { usualImageSize } from './net-report.ts';

/**
 * torchvision's, at the size that the network's papers use and whole where that is CIFAR's; for ResNetV2, which torchvision has not, the
 * catalogue's first row at 224 px.
 */
export function usualPreprocessing(net: NetSpec): Preprocessing {
  const own: Preprocessing = { ...torchvisionPreprocessing, imageSize: usualImageSize(net), cropPct: net.stem === 'small' ? 1 : 0.875 };
  if (!hasTimmNames(net)) return own;
  const rows = [...catalogue.values()].filter((row) => row.architecture === nameOf(net));
  return (rows.find((row) => row.preprocessing.imageSize === 224) ?? rows[0])?.preprocessing ?? own;
}
