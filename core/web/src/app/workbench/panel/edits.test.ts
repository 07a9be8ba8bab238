import { describe, expect, it } from 'vitest'
import { overtaken, versionFor } from './edits'

describe('an edit', () => {
  const edit = { draft: '2', base: '1', version: '7' }

  it('goes on over a change elsewhere in the record', () => {
    expect(overtaken(edit, { version: '8', raw: '1' })).toBe(false)
    expect(versionFor(edit, { version: '8', raw: '1' })).toBe('8')
  })

  it('stops at a change of the very value', () => {
    expect(overtaken(edit, { version: '8', raw: '3' })).toBe(true)
    expect(versionFor(edit, { version: '8', raw: '3' })).toBe('7')
    expect(overtaken({ ...edit, base: null }, { version: '8', raw: undefined })).toBe(false)
  })
})
