/** How people call networks, by the names the catalogue and the papers' nets have; the first that fits. */
const rows: readonly (readonly [RegExp, string])[] = [
  [/^resnet(\d+)$/, 'ResNet-$1'],
  [/^resnext(\d+)_(\d+)x(\d+)d$/, 'ResNeXt-$1 ($2 × $3d)'],
  [/^wide_resnet(\d+)_2$/, 'Wide ResNet-$1'],
  [/^resnetv2_(\d+)$/, 'ResNetV2-$1'],
  [/^resnetv2_(\d+)x1_bit$/, 'BiT ResNet-$1'],
  [/^plain(\d+)$/, 'Plain-$1'],
  [/^cifar_resnet(\d+)$/, 'CIFAR ResNet-$1'],
  [/^cifar_plain(\d+)$/, 'CIFAR Plain-$1'],
  [/^cifar_preresnet(\d+)$/, 'CIFAR ResNetV2-$1'],
  [/^cifar_resnext(\d+)_(\d+)x(\d+)d$/, 'CIFAR ResNeXt-$1 ($2 × $3d)'],
];

/** `resnext50_32x4d` → "ResNeXt-50 (32 × 4d)"; a name that is none of them as it is. */
export function networkName(name: string): string {
  const row = rows.find(([pattern]) => pattern.test(name));
  return row ? name.replace(row[0], row[1]) : name;
}

/** Who taught a backbone, by the tag after the dot of its id. */
export type Taught = 'starter' | 'torchvision' | 'torchvision2' | 'timm' | 'gluon' | 'weakly-supervised' | 'semi-supervised' | 'bit' | 'bit-distilled' | 'bit-21k';

const tags: readonly (readonly [RegExp, Taught])[] = [
  [/^graft_starter$/, 'starter'],
  [/^tv_in1k$/, 'torchvision'],
  [/^tv2_in1k$/, 'torchvision2'],
  [/^(a\d|a\dh|c1|ra4)_/, 'timm'],
  [/^gluon_/, 'gluon'],
  [/^fb_swsl_/, 'weakly-supervised'],
  [/^fb_ssl_/, 'semi-supervised'],
  [/^goog_in21k_ft/, 'bit'],
  [/^goog_distilled/, 'bit-distilled'],
  [/^goog_in21k$/, 'bit-21k'],
];

/** What an id of the catalogue says: the network's name, who taught it, and by which recipe; an imported one is called as it is. */
export function backboneNamed(id: string): { network: string; taught: Taught | null; recipe: string } {
  const [architecture = '', tag = ''] = id.split('.', 2);
  const taught = tags.find(([pattern]) => pattern.test(tag))?.[1] ?? null;
  return taught ? { network: networkName(architecture), taught, recipe: tag.split('_')[0]!.toUpperCase() } : { network: id, taught, recipe: '' };
}
