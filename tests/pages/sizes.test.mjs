// What a visitor's browser has to load: the loader on every page, the window when it is opened. Built as for a release.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LOADER_BYTES = 3_000
const WINDOW_BYTES = 30_000

const web = fileURLToPath(new URL('../../core/web', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'usher-sizes-'))
after(() => rmSync(out, { recursive: true, force: true }))

const build = (page) => {
  const env = { ...process.env, USHER_WEB_OUT: join(out, page) }
  execFileSync(process.execPath, ['build/build.mjs', page], { cwd: web, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const files = readdirSync(join(out, page), { recursive: true, encoding: 'utf8' })
  const html = files.find((name) => name.endsWith('.html'))
  const sizes = (html ? atFirst(join(out, page), html) : files.filter((name) => /\.(js|css)$/.test(name))).map((name) => ({ name, bytes: gzipSync(readFileSync(join(out, page, name)), { level: 9 }).length }))
  return { sizes, bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** What a page loads before anybody does anything: all that it names, and what that imports; not what is fetched later. */
const atFirst = (folder, html) => {
  const wanted = [html]
  for (const name of wanted) {
    const text = readFileSync(join(folder, name), 'utf8')
    const named = name.endsWith('.html')
      ? text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)
      : text.matchAll(/\bimport\s*(?:[^"'();]*?from\s*)?["'](\.\/[^"']+)["']/g)
    for (const [, path] of named) {
      const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((file) => basename(file) === basename(path))
      assert.ok(found, `${name} names ${path}, which was not built`)
      if (!wanted.includes(found)) wanted.push(found)
    }
  }
  return wanted
}

const check = (page, limit) => {
  const { sizes, bytes } = build(page)
  assert.ok(sizes.length > 0, `nothing was built for ${page}`)
  assert.ok(bytes <= limit, `${page} has ${bytes} bytes gzipped, ${limit} are allowed: ${JSON.stringify(sizes)}`)
}

test(`the loader has at most ${LOADER_BYTES} bytes gzipped`, () => check('loader', LOADER_BYTES))
test(`the chat window has at most ${WINDOW_BYTES} bytes gzipped`, () => check('widget', WINDOW_BYTES))
