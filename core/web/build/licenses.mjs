// licenses.txt: the licence of each package whose code is in a bundle, as those licences ask.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Notes, while Vite builds, which package folders the written chunks and assets come from. */
export function collectPackages(/** @type {Set<string>} */ folders) {
  let root = ''
  return {
    name: 'usher-licenses',
    /** @param {{ root: string }} config */
    configResolved(config) {
      root = config.root
    },
    /** @param {unknown} _options @param {Record<string, { type: string, modules?: Record<string, { renderedLength: number }>, originalFileNames?: string[] }>} bundle */
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        for (const [id, module] of Object.entries(file.modules ?? {})) {
          const folder = packageFolder(id)
          if (folder && module.renderedLength > 0) folders.add(folder)
        }
        for (const name of file.originalFileNames ?? []) {
          const folder = packageFolder(resolve(root, name))
          if (folder) folders.add(folder)
        }
      }
    },
  }
}

/** The text of licenses.txt. @param {Set<string>} folders */
export function licensesText(folders) {
  const entries = [...folders].map(describe)
  // The bundler's own glue code is in every bundle and in no module list.
  entries.sort((a, b) => a.title.localeCompare(b.title))
  const unique = entries.filter((entry, at) => entry.title !== entries[at - 1]?.title)
  const intro = 'The pages of Usher contain the packages below. Their licences follow.\n'
  return [intro, ...unique.map(({ title, text }) => `${'-'.repeat(78)}\n${title}\n\n${text}\n`)].join('\n')
}

function packageFolder(/** @type {string} */ id) {
  const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/^\0/, '').replaceAll('\\', '/'))
  return match?.[1]
}

function describe(/** @type {string} */ folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'no licence stated'})`
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name))
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${manifest.license ?? 'not stated'}`
  return { title, text }
}
