import { describe, expect, it } from 'vitest'
import { tagsInRow } from './Marks'

describe('the tags in a row of a list', () => {
  it('are the first that fit, three at the most and one at least', () => {
    expect(tagsInRow([])).toEqual([])
    expect(tagsInRow(['angry', 'vip', 'gift', 'new'])).toEqual(['angry', 'vip', 'gift'])
    expect(tagsInRow(['angry', 'delivery', 'returning-customer'])).toEqual(['angry', 'delivery'])
    expect(tagsInRow(['a-tag-that-is-longer-than-a-row-of-the-list', 'vip'])).toHaveLength(1)
  })
})
