/// <reference types="vite/client" />

declare module '@fontsource-variable/inter';
declare module '@fontsource-variable/fraunces';
declare module '*.po' {
  export const messages: import('@lingui/core').Messages;
}
// The package names its entry points by folder, which the compiler's resolution for modules does not follow.
declare module '@atlaskit/pragmatic-drag-and-drop/element/adapter' {
  export * from '@atlaskit/pragmatic-drag-and-drop/dist/types/entry-point/element/adapter.js';
}
