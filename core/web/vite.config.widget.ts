// widget.html and its assets: the chat window, which the server serves at /widget/{channel}.
import { defineConfig } from 'vite'
import { page } from './build/page.mjs'

export default defineConfig({
  root: 'src/widget',
  base: '/',
  publicDir: false,
  plugins: [page('widget.html')],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', emptyOutDir: false, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
})
