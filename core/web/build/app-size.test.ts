// @vitest-environment node
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildPages } from './build.mjs'

const out = mkdtempSync(join(tmpdir(), 'usher-app-'))
const kB = 1024

beforeAll(() => {
  // The test's own environment would bundle React with all of its warnings.
  vi.stubEnv('NODE_ENV', 'production')
  return buildPages(out, ['app'])
}, 60_000)
afterAll(() => rmSync(out, { recursive: true }))

describe('what an agent downloads', () => {
  const files = () => readdirSync(join(out, 'assets'))
  const size = (named: (name: string) => boolean) =>
    files()
      .filter(named)
      .reduce((sum, name) => sum + gzipSync(readFileSync(join(out, 'assets', name)), { level: 9 }).length, 0)

  it('is at most 220 kB for the first page, with its font', () => {
    // What the workbench shares with the left messages alone lies in a chunk of its own, and is the workbench's.
    const other = { Workbench: /^Console-/, Console: /^(Workbench|drafts)-/ }
    for (const [page, without] of Object.entries(other)) {
      // The second font is asked for only by letters that most texts have none of, a dialog only by
      // whoever opens it, Chinese only by whoever reads it, left messages, uploads and the customer beside a chat only
      // by whoever turns to them.
      const later = (name: string) =>
        name.includes('latin-ext') || /^(\w+Dialog|give|zh|Inbox|Attachments|RecordPanel|later)[-.]/.test(name)
      const first = size((name) => !without.test(name) && !later(name))
      expect(first, page).toBeLessThanOrEqual(220 * kB)
    }
  })

  it('is split: no page carries the other', () => {
    for (const page of ['Workbench', 'Console']) expect(files().some((name) => name.startsWith(page))).toBe(true)
  })

  it('needs nothing that a strict content policy forbids', () => {
    const html = readFileSync(join(out, 'app.html'), 'utf8')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/)
  })
})
