// usher.js: the one file a site's page loads. Its name never changes, so it carries no hash.
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src/loader',
  publicDir: false,
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    emptyOutDir: false,
    copyPublicDir: false,
    lib: { entry: 'main.ts', formats: ['iife'], name: 'usherLoader', fileName: () => 'usher.js' },
  },
})
