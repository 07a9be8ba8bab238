// widget.html and its assets: the chat window, which the server serves at /widget/{channel}.
import { defineConfig, type Plugin } from 'vite'
import { page } from './build/page.mjs'

/** Nothing that is loaded later has a style sheet of its own, so that Vite's code that waits for them is only weight. */
const plainImports: Plugin = {
  name: 'usher-plain-imports',
  enforce: 'pre',
  load: (id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : null),
}

export default defineConfig({
  root: 'src/widget',
  base: '/',
  publicDir: false,
  plugins: [plainImports, page('widget.html')],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', emptyOutDir: false, modulePreload: false, assetsInlineLimit: 0 },
})
