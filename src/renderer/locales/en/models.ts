export default {
  title: 'Base models',
  soon: 'This page is being built.',
};
