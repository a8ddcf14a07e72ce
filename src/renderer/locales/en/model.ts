export default {
  title: 'Base model',
  soon: 'This page is being built.',
};
