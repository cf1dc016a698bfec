import { resolve } from 'node:path';
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { contentSecurityPolicy } from './main/hosts/csp.ts';

const at = (...parts: string[]) => resolve(import.meta.dirname, ...parts);

/** The pages carry their policy themselves, so that it holds however they are served. */
function policy(): Plugin {
  let dev = false;
  return {
    name: 'pillarbox-policy',
    configResolved(config) {
      dev = config.command === 'serve';
    },
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: {
          'http-equiv': 'Content-Security-Policy',
          content: contentSecurityPolicy({ dev, meta: true }),
        },
        // In development React's refresh adds an inline script, which has to come before the policy that forbids it.
        injectTo: dev ? 'head' : 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        // The entries of one build share their chunks; only the first may reach 'electron'.
        input: {
          electron: at('main/hosts/electron/main.ts'),
          browser: at('main/hosts/browser/main.ts'),
          keeper: at('main/keeper/thread.ts'),
          heic: at('main/media/heic-thread.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can load nothing beside itself: one CommonJS file, everything inside.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    server: { fs: { allow: [at('.')] } },
    plugins: [react(), lingui(), babel({ presets: [linguiTransformerBabelPreset()] }), policy()],
    build: {
      outDir: at('out/renderer'),
      // The policy allows no data: fonts.
      assetsInlineLimit: 0,
      // electron-vite leaves pages as they are written: twice as much to read before the first paint.
      minify: true,
      rolldownOptions: { input: { index: at('renderer/index.html'), browser: at('renderer/browser.html') } },
    },
  },
});
