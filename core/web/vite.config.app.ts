// app.html and its assets: the workbench and the console, one application with two route trees.
import { defineConfig } from 'vite'
import { page } from './build/page.mjs'

const server = process.env['USHER_SERVER'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: 'src/app',
  base: '/',
  publicDir: false,
  plugins: [page('app.html')],
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: { target: 'es2022', emptyOutDir: false, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
