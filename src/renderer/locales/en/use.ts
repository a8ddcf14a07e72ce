export default {
  title: 'Use',
  soon: 'This page is being built.',
};
