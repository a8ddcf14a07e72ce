import type { Preprocessing } from '../../shared/preprocessing.ts';

/** A file on the Hugging Face hub. */
export interface HubFile {
  readonly repository: string;
  readonly file: string;
  /** Branch, tag or commit; `main` when absent. */
  readonly revision?: string;
}

/** Published single-crop ImageNet-1k accuracy in per cent, at `imageSize` pixels. */
interface PublishedAccuracy {
  readonly top1: number;
  readonly top5: number;
  readonly imageSize: number;
  /** Whose table: timm's `results-imagenet.csv` or torchvision's weights documentation. */
  readonly source: 'timm' | 'torchvision';
}

/** A pretrained backbone as data: what it is, where its weights are, how pictures go in. */
export interface CatalogueRow {
  readonly id: string;
  readonly architecture: string;
  /** `null` for the backbone that comes with the program. */
  readonly hub: HubFile | null;
  readonly sizeBytes: number;
  /** `false`: predicted from the tensor table and the layout of early-2023 safetensors, not read from the hub. */
  readonly sizeIsExact: boolean;
  /** Of the weights file; `null` where it was not established (the hub's own checksum is used then). */
  readonly sha256: string | null;
  /** SPDX identifier of the weights' repository. */
  readonly licence: string;
  /** What the licence leaves open; to be shown beside it. */
  readonly licenceNote: string;
  readonly preprocessing: Preprocessing;
  readonly accuracy: PublishedAccuracy | null;
  /** Rows of the file's classifier; `null` when it has none. */
  readonly classes: number | null;
  /** Trainable values, the file's classifier included. */
  readonly parameters: number;
  /** Multiply-adds in 10^9 for one picture of 224 x 224. */
  readonly gmac: number;
}

type Scaling = Pick<Preprocessing, 'mean' | 'std' | 'channels'>;
const imagenet: Scaling = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: 'RGB' };
const half: Scaling = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channels: 'RGB' };

/** torchvision's first weights: resize 256, crop 224; what an imported file gets unless told otherwise. */
export const torchvisionPreprocessing: Preprocessing = {
  imageSize: 224,
  cropPct: 0.875,
  interpolation: 'bilinear',
  ...imagenet,
};

const inputs = {
  tv: torchvisionPreprocessing,
  tv2: { imageSize: 224, cropPct: 0.965, interpolation: 'bilinear', ...imagenet },
  rsb: { imageSize: 224, cropPct: 0.95, interpolation: 'bicubic', ...imagenet },
  gluon: { imageSize: 224, cropPct: 0.875, interpolation: 'bicubic', ...imagenet },
  rsbHalf: { imageSize: 224, cropPct: 0.95, interpolation: 'bicubic', ...half },
  ra4: { imageSize: 224, cropPct: 0.9, interpolation: 'bicubic', ...half },
  bit: { imageSize: 224, cropPct: 0.875, interpolation: 'bilinear', ...half },
  bit448: { imageSize: 448, cropPct: 1, interpolation: 'bilinear', ...half },
  bitDistilled: { imageSize: 224, cropPct: 0.875, interpolation: 'bicubic', ...half },
} satisfies Record<string, Preprocessing>;

const dataSetNote = 'Learnt from ImageNet, whose own terms allow non-commercial research and education only.';
const bsd = 'BSD-3-Clause';
const apache = 'Apache-2.0';
const nonCommercial = 'CC-BY-NC-4.0';

/** Figures that all weights of an architecture share, with a classifier of 1000 classes. */
const nets = {
  resnet18: { parameters: 11_689_512, gmac: 1.814, sizeBytes: 46_807_446 },
  resnet34: { parameters: 21_797_672, gmac: 3.664, sizeBytes: 87_278_522 },
  resnet50: { parameters: 25_557_032, gmac: 4.089, sizeBytes: 102_469_840 },
  resnet101: { parameters: 44_549_160, gmac: 7.801, sizeBytes: 178_675_806 },
  resnet152: { parameters: 60_192_808, gmac: 11.514, sizeBytes: 241_463_512 },
  resnext50_32x4d: { parameters: 25_028_904, gmac: 4.23, sizeBytes: 100_417_784 },
  resnext101_32x4d: { parameters: 44_177_704, gmac: 7.97, sizeBytes: 177_320_060 },
  resnext101_32x8d: { parameters: 88_791_336, gmac: 16.414, sizeBytes: 356_035_250 },
  resnext101_64x4d: { parameters: 83_455_272, gmac: 15.46, sizeBytes: 334_690_986 },
  wide_resnet50_2: { parameters: 68_883_240, gmac: 11.398, sizeBytes: 275_835_296 },
  wide_resnet101_2: { parameters: 126_886_696, gmac: 22.753, sizeBytes: 508_156_498 },
  resnetv2_18: { parameters: 11_687_720, gmac: 1.814, sizeBytes: 46_792_768 },
  resnetv2_34: { parameters: 21_795_880, gmac: 3.664, sizeBytes: 87_264_864 },
  resnetv2_50: { parameters: 25_549_352, gmac: 4.089, sizeBytes: 102_409_634 },
  resnetv2_101: { parameters: 44_541_480, gmac: 7.801, sizeBytes: 178_618_856 },
  resnetv2_50x1_bit: { parameters: 25_549_352, gmac: 4.089, sizeBytes: 102_212_646 },
} as const;
/** With a classifier of ImageNet-21k's 21843 classes. */
const nets21k = {
  resnetv2_50x1_bit: { parameters: 68_256_659, gmac: 4.132, sizeBytes: 273_042_230 },
  resnetv2_101x1_bit: { parameters: 87_248_787, gmac: 7.844, sizeBytes: 349_026_532 },
} as const;
/** Sizes read from the hub; the others follow from the tensor table. */
const exactSizes: ReadonlySet<string> = new Set([
  'resnet18.tv_in1k',
  'resnet18.a1_in1k',
  'resnet34.tv_in1k',
  'resnet50.tv_in1k',
  'resnet50.a1_in1k',
]);

type Weights = Pick<CatalogueRow, 'licence' | 'preprocessing' | 'sha256'>;

function onHub(architecture: string, tag: string, weights: Weights) {
  const id = `${architecture}.${tag}`;
  const hub = { repository: `timm/${id}`, file: 'model.safetensors' };
  return { id, architecture, hub, licenceNote: dataSetNote, sizeIsExact: exactSizes.has(id), ...weights };
}

const weights =
  (licence: string, preprocessing: Preprocessing) =>
  (sha256: string | null): Weights => ({ licence, preprocessing, sha256 });
const tv = weights(bsd, inputs.tv);
const tv2 = weights(bsd, inputs.tv2);
const rsb = weights(apache, inputs.rsb);
const gluon = weights(apache, inputs.gluon);
const facebook = weights(nonCommercial, inputs.tv);
const rsbHalf = weights(apache, inputs.rsbHalf);
const ra4 = weights(apache, inputs.ra4);

/** [architecture, tag, weights, top-1, top-5] as in timm's `results-imagenet.csv`. */
const timmRows: readonly [keyof typeof nets, string, Weights, number, number][] = [
  ['resnet18', 'tv_in1k', tv('694f673df6520a3158624e8a89af086f59923ee4cd7436fe5bc3bc71d295ad81'), 69.752, 89.082],
  ['resnet18', 'a1_in1k', rsb('80c49dee3da4822c009c5a7fe591e9223c5a2cfcf95a4067ca4dfb5a7b89c612'), 71.504, 90.086],
  ['resnet34', 'tv_in1k', tv('0bb82595a564991a9d424708b33f5d843f5aaed7f6c0886ff10849ff97022235'), 73.298, 91.422],
  ['resnet34', 'a1_in1k', rsb('829a220f9529d2b1ffdc8719d3273463001e0daf411eaf1916865d9db62c0ed2'), 76.42, 92.896],
  ['resnet50', 'tv_in1k', tv('5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888'), 76.156, 92.866],
  ['resnet50', 'tv2_in1k', tv2(null), 80.846, 95.43],
  ['resnet50', 'a1_in1k', rsb('773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb'), 80.382, 94.598],
  ['resnet50', 'a2_in1k', rsb('f531f9aca4dde1b89e9a465c5b9e3b916a2d1b20a216acf3b9473d1e1212ecf6'), 79.828, 94.56],
  ['resnet101', 'tv_in1k', tv(null), 77.404, 93.552],
  ['resnet101', 'tv2_in1k', tv2(null), 81.906, 95.768],
  ['resnet101', 'a1_in1k', rsb('1ba5b660e7c175b3c27c557fc7dc8b2815be830c516815b0155f61b403f27380'), 81.494, 95.164],
  ['resnet101', 'a1h_in1k', rsb('1a076c0384295e7d3704f201c5711ff245507db934230bab72ff3014a95f90fe'), 81.95, 95.76],
  ['resnet152', 'tv_in1k', tv('15897077afdf4d6334dc0c3f8e6fb483afb3faa9298c139f3c6eb29bca6ae5b2'), 78.33, 94.046],
  ['resnet152', 'a1_in1k', rsb('5a3518da3d35ee04e77a5e69289cff55c3a07a732d7287f6cab20bd4d330eda9'), 81.998, 95.294],
  ['resnext50_32x4d', 'tv_in1k', tv('c0d85cba49c0e9dedbcf6d4e572e2c5ea5eb68e9d64d0564811fd54d4f72939a'), 77.632, 93.674],
  ['resnext50_32x4d', 'tv2_in1k', tv2(null), 81.19, 95.344],
  ['resnext50_32x4d', 'a1_in1k', rsb(null), 80.526, 94.458],
  ['resnext50_32x4d', 'a1h_in1k', rsb('b952952a7b3e856b16ebf82fb44d2aa8c502e73ec678976c9e3b970fcd530bd5'), 81.14, 95.32],
  ['resnext50_32x4d', 'a2_in1k', rsb('4b4522bcca81d90e486f8cfb92213597b899d68764ce5fc08db37e3352e02a7d'), 80.444, 94.63],
  ['resnext50_32x4d', 'a3_in1k', rsb('55480d1612cf33904614f2a3891a0853022cb78c95a3ad734e185ae6575ee545'), 79.258, 94.308],
  [
    'resnext101_32x4d',
    'gluon_in1k',
    gluon('fe0599be8d1841a4eac53668d059e3e11b3ec968047de658153c5df61421b0d7'),
    80.336,
    94.908,
  ],
  ['resnext101_32x4d', 'fb_swsl_ig1b_ft_in1k', facebook(null), 83.268, 96.76],
  ['resnext101_32x4d', 'fb_ssl_yfcc100m_ft_in1k', facebook(null), 80.936, 95.732],
  ['resnext101_32x8d', 'tv_in1k', tv('71c7427e233904ad828b768b9683876dc71f143876cbadaa26428bfea3560fc3'), 79.308, 94.53],
  ['resnext101_32x8d', 'tv2_in1k', tv2('580cfe940c344745cc8a629517a5c3300b6aeea9bd88a258f61027da010344af'), 82.832, 96.234],
  ['resnext101_64x4d', 'tv_in1k', tv('47528f24e5cd6844249c9e4ea11aed6619431b83a0596afe80efdfffdb369900'), 82.978, 96.252],
  ['resnext101_64x4d', 'c1_in1k', rsb(null), 82.446, 95.92],
  ['resnext101_64x4d', 'gluon_in1k', gluon(null), 80.64, 95],
  ['wide_resnet50_2', 'tv_in1k', tv('df6fb6c4824769769de18e14088475fd6ee94236849aa4e5d8022ba9d9a9a16c'), 78.486, 94.084],
  [
    'resnetv2_18',
    'ra4_e3600_r224_in1k',
    ra4('8cbd1843d961f937eed89815af452c0dcc63f0bb5c54b60a4cd8ed5fc66ffb3e'),
    73.572,
    91.356,
  ],
  [
    'resnetv2_34',
    'ra4_e3600_r224_in1k',
    ra4('248e47c20c4e9b995099b5e39d8fb3396efd01d8b4befa2567eebcfa55ab5601'),
    77.626,
    93.518,
  ],
  ['resnetv2_50', 'a1h_in1k', rsbHalf(null), 80.41, 95.082],
  ['resnetv2_101', 'a1h_in1k', rsbHalf(null), 82.042, 95.866],
  ['resnetv2_50x1_bit', 'goog_in21k_ft_in1k', weights(apache, inputs.bit448)(null), 80.386, 95.694],
  ['resnetv2_50x1_bit', 'goog_distilled_in1k', weights(apache, inputs.bitDistilled)(null), 82.82, 96.526],
];

/** The same with torchvision's own table, for tags whose line in timm's was not read. */
const torchvisionRows: typeof timmRows = [
  ['resnet152', 'tv2_in1k', tv2(null), 82.284, 96.002],
  ['wide_resnet50_2', 'tv2_in1k', tv2(null), 81.602, 95.758],
  ['wide_resnet101_2', 'tv_in1k', tv(null), 78.848, 94.284],
  ['wide_resnet101_2', 'tv2_in1k', tv2(null), 82.51, 96.02],
];

const rows1k = (source: PublishedAccuracy['source'], rows: typeof timmRows): CatalogueRow[] =>
  rows.map(([architecture, tag, file, top1, top5]) => ({
    ...onHub(architecture, tag, file),
    ...nets[architecture],
    accuracy: { top1, top5, imageSize: file.preprocessing.imageSize, source },
    classes: 1000,
  }));

const row21k = (architecture: keyof typeof nets21k, sha256: string | null): CatalogueRow => ({
  ...onHub(architecture, 'goog_in21k', { licence: apache, preprocessing: inputs.bit, sha256 }),
  ...nets21k[architecture],
  accuracy: null,
  classes: 21_843,
});

/** The backbone in `models/`, always on disk; `models/card.json` tells how it was made. */
export const embeddedBackbone: CatalogueRow = {
  id: 'resnet18.graft_starter',
  architecture: 'resnet18',
  hub: null,
  sizeBytes: 22_381_080,
  sizeIsExact: true,
  sha256: 'c8c6becf2012e2cc38ddbadaee056554070cc1af7cea39c6a94ba0895a0e0b2e',
  licence: 'BSD-2-Clause',
  licenceNote: 'Distilled for this project from a BSD-2-Clause teacher and free pictures; models/card.json has the credits.',
  preprocessing: { imageSize: 160, cropPct: 0.875, interpolation: 'bilinear', ...imagenet },
  accuracy: null,
  classes: null,
  parameters: 11_176_512,
  gmac: 1.814,
};

/** Every backbone the program knows by name; the embedded one first. */
export const catalogue: ReadonlyMap<string, CatalogueRow> = new Map(
  [
    embeddedBackbone,
    ...rows1k('timm', timmRows),
    ...rows1k('torchvision', torchvisionRows),
    row21k('resnetv2_50x1_bit', null),
    row21k('resnetv2_101x1_bit', '89c645b9480d6c72c3f95deefa67ab4e1c5ee3823f09af7fd68e27f6a9ab51d8'),
  ].map((row) => [row.id, row]),
);
