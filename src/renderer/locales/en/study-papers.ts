const cifar = 'SGD with momentum 0.9, weight decay 1e-4, batch 128, rate 0.1 divided by 10 after 32,000 and 48,000 of 64,000 steps (164 epochs), 110 layers and more begin with 0.01 for about 400; 4 pixels padded, 32 × 32 cropped, flipped; 45,000 pictures to learn from';
const imageNet = 'SGD with momentum 0.9, weight decay 1e-4, batch 256, rate 0.1 divided by 10 when the error stays (after 30, 60 and 90 epochs in 1611.05431); crops of 224 pixels out of scaled pictures, flipped; 1.28 million pictures of 1,000 classes';

/** What the papers printed and how, by the study that re-enacts it; one without words here is told in those of the program. */
export default {
  degradation: { place: 'tables 2 and 6, figures 4 and 6', measured: '20 to 110 layers: error on the test pictures of CIFAR-10; 18 and 34: top-1 error on validation pictures of ImageNet, ten crops', recipe: cifar },
  'shortcut-options': { place: 'table 3', measured: 'top-1 error on validation pictures of ImageNet, ten crops', recipe: imageNet },
  'shortcut-mapping': { place: 'table 1, figure 2', measured: 'error on the test pictures of CIFAR-10, ResNet-110, median of five runs', recipe: cifar },
  'activation-order': { place: 'table 2, figure 4', measured: 'error on the test pictures of CIFAR-10, median of five runs', recipe: cifar },
  cardinality: { place: 'tables 3 and 4', measured: 'top-1 error on validation pictures of ImageNet, one crop of 224 pixels', recipe: imageNet },
  'without-shortcuts': { place: 'section 5.1, table without a number', measured: 'top-1 error on validation pictures of ImageNet, one crop of 224 pixels', recipe: imageNet },
  'depth-ensemble': { place: 'tables 5 and 6', measured: 'each depth: error on the test pictures of CIFAR-10; ensembles: top-5 error on test pictures of ImageNet, six models of different depth, averaged', recipe: cifar },
  transfer: { place: 'the repository that came with the notes on the three papers', measured: 'accuracy on 482 validation pictures of Plant Seedlings, 12 classes, 4,268 pictures to learn from, told here as error', recipe: 'Full augmentation for the whole net and with first layers frozen; basic augmentation for the last layer only' },
};
