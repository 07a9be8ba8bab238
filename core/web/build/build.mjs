// Builds every page into USHER_WEB_OUT (default: dist). `node build/build.mjs widget` builds only what is named.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { compressPages } from './compress.mjs'
import { collectPackages, licensesText } from './licenses.mjs'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const pages = /** @type {const} */ (['loader', 'widget', 'app'])

/** @param {string} outDir @param {readonly string[]} names @param {'info' | 'warn'} logLevel */
export async function buildPages(outDir, names = pages, logLevel = 'warn') {
  const folders = new Set()
  rmSync(outDir, { recursive: true, force: true })
  for (const name of names) {
    await build({
      configFile: join(here, `vite.config.${name}.ts`),
      root: join(here, 'src', name),
      logLevel,
      plugins: [collectPackages(folders)],
      build: { outDir, emptyOutDir: false },
    })
  }
  mkdirSync(outDir, { recursive: true })
  writeFileSync(join(outDir, 'licenses.txt'), licensesText(folders))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const named = process.argv.slice(2)
  const outDir = resolve(here, process.env['USHER_WEB_OUT'] ?? 'dist')
  await buildPages(outDir, named.length > 0 ? named : pages, 'info')
  compressPages(outDir)
}
