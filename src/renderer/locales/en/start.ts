export default {
  title: 'Projects',
  soon: 'This page is being built.',
};
