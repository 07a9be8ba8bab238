// app.html and its assets: the workbench and the console, one application with two route trees.
import { defineConfig } from 'vite'
import { page } from './build/page.mjs'

const server = process.env['USHER_SERVER'] ?? 'http://127.0.0.1:8080'

const SHARED = /src\/app\/(ui|http|live|shell|theme|i18n\/(words|problems))|node_modules/

export default defineConfig({
  root: 'src/app',
  base: '/',
  publicDir: false,
  plugins: [page('app.html')],
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What every page needs comes in one file: a dozen small ones compress worse and each is another request.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED, minShareCount: 2 }] } },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
