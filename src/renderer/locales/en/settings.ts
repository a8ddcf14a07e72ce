export default {
  title: 'Settings',
  soon: 'This page is being built.',
};
