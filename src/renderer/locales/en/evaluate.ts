export default {
  title: 'Evaluate',
  soon: 'This page is being built.',
};
