import { describe, expect, it } from 'vitest'
import { surfaces, themeColors } from '../widget/theme'
import { contrast, readableOn } from './contrast'

/** Every fifteenth step of red, green and blue: far more colours than companies have. */
function* colors() {
  const part = (value: number) => value.toString(16).padStart(2, '0')
  for (let red = 0; red < 256; red += 15)
    for (let green = 0; green < 256; green += 15)
      for (let blue = 0; blue < 256; blue += 15) yield `#${part(red)}${part(green)}${part(blue)}`
}

const long = { '#000': '#000000', '#fff': '#ffffff' } as Record<string, string>

describe('contrast', () => {
  it('is the formula of WCAG', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#123456', '#123456')).toBe(1)
  })

  it('finds an ink and a link colour of at least 4.5:1 for every colour', () => {
    for (const color of colors()) {
      expect(contrast(long[readableOn(color)] ?? '', color), color).toBeGreaterThanOrEqual(4.5)
      for (const theme of ['light', 'dark'] as const) {
        const { accentText } = themeColors(color, theme)
        expect(contrast(accentText, surfaces[theme]), `${color} ${theme}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  })
})
