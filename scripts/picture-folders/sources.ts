/** Four gzip files of IDX; `sha256` is of what they hold, so that whoever packed them does not matter. */
export interface IdxSource {
  readonly kind: 'idx';
  readonly sides: Readonly<Record<'train' | 'test', { readonly images: IdxFile; readonly labels: IdxFile }>>;
  readonly classes: readonly string[];
}
export interface IdxFile {
  readonly file: string;
  readonly sha256: string;
}

/** One `.tar.gz` of binary records; `md5` is what its publisher prints. */
export interface CifarSource {
  readonly kind: 'cifar';
  readonly md5: string;
  readonly sides: Readonly<Record<'train' | 'test', readonly string[]>>;
  /** A name a line. */
  readonly classNames: string;
  readonly classes: number;
  readonly labelBytes: 1 | 2;
}

/** https://github.com/zalandoresearch/fashion-mnist (MIT); Debian's `dataset-fashion-mnist` 0.0~git20200523 has these. */
const fashionMnist: IdxSource = {
  kind: 'idx',
  sides: {
    train: {
      images: { file: 'train-images-idx3-ubyte.gz', sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888' },
      labels: { file: 'train-labels-idx1-ubyte.gz', sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9' },
    },
    test: {
      images: { file: 't10k-images-idx3-ubyte.gz', sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b' },
      labels: { file: 't10k-labels-idx1-ubyte.gz', sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34' },
    },
  },
  classes: ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
};

/** https://www.cs.toronto.edu/~kriz/cifar.html; a person brings the archives. */
const cifar10: CifarSource = {
  kind: 'cifar',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  sides: {
    train: [1, 2, 3, 4, 5].map((batch) => `cifar-10-batches-bin/data_batch_${batch}.bin`),
    test: ['cifar-10-batches-bin/test_batch.bin'],
  },
  classNames: 'cifar-10-batches-bin/batches.meta.txt',
  classes: 10,
  labelBytes: 1,
};
const cifar100: CifarSource = {
  kind: 'cifar',
  md5: '03b5dce01913d631647c71ecec9e9cb8',
  sides: { train: ['cifar-100-binary/train.bin'], test: ['cifar-100-binary/test.bin'] },
  classNames: 'cifar-100-binary/fine_label_names.txt',
  classes: 100,
  labelBytes: 2,
};

export const pictureSources: Readonly<Record<string, IdxSource | CifarSource>> = { 'fashion-mnist': fashionMnist, cifar10, cifar100 };
