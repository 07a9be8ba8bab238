// @vitest-environment node
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPages } from './build.mjs'

const out = mkdtempSync(join(tmpdir(), 'usher-sizes-'))
const gzip = (name: string) => gzipSync(readFileSync(join(out, name)), { level: 9 }).length
const kB = 1000

beforeAll(() => buildPages(out, ['loader', 'widget']), 60_000)
afterAll(() => rmSync(out, { recursive: true }))

describe('what a visitor downloads', () => {
  it('is at most 3 kB before the chat is opened', () => {
    expect(gzip('usher.js')).toBeLessThanOrEqual(3 * kB)
  })

  it('needs nothing that a strict content policy forbids', () => {
    const html = readFileSync(join(out, 'widget.html'), 'utf8')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/)
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(url).toMatch(/^(\/assets\/|data:,$)/)
  })

  it('says whose work it contains', () => {
    expect(readFileSync(join(out, 'licenses.txt'), 'utf8')).toMatch(/preact .*MIT/)
  })
})
