declare module '*.module.css' {
  const classes: Record<string, string>;
  export default classes;
}
declare module '*.css';
declare module '@fontsource-variable/inter';
declare module '*.po' {
  export const messages: import('@lingui/core').Messages;
}
