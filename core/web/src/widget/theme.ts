// The channel's colour made into a theme in which every text is readable, light and dark.
import type { Theme } from '../shared/bridge'
import { contrast, readableOn } from '../shared/contrast'

/** The surface of the tokens on which coloured text is hardest to read: an agent's bubble. */
export const surfaces: Record<Theme, string> = { light: '#f2f3f6', dark: '#262a32' }

export interface ThemeColors {
  /** The channel's own. */
  accent: string
  /** Black or white, readable on it. */
  ink: string
  /** The other of the two: mixed into the accent, it makes the ink only more readable. */
  shade: string
  /** The accent, moved until it is readable as text in a bubble. */
  accentText: string
}

export function themeColors(color: string, theme: Theme): ThemeColors {
  const accent = /^#[\da-f]{6}$/i.test(color) ? color : '#3355ff'
  const ink = readableOn(accent)
  return { accent, ink, shade: ink === '#000' ? '#fff' : '#000', accentText: readableText(accent, theme) }
}

export function applyTheme(root: HTMLElement, color: string, theme: Theme) {
  const { accent, ink, shade, accentText } = themeColors(color, theme)
  root.dataset['theme'] = theme
  root.style.setProperty('--accent', accent)
  root.style.setProperty('--ink', ink)
  root.style.setProperty('--shade', shade)
  root.style.setProperty('--accent-text', accentText)
}

function readableText(accent: string, theme: Theme): string {
  const towards = theme === 'dark' ? 255 : 0
  for (let share = 0; share <= 1; share += 0.05) {
    const moved = mix(accent, towards, share)
    if (contrast(moved, surfaces[theme]) >= 4.6) return moved
  }
  return theme === 'dark' ? '#ffffff' : '#000000'
}

function mix(color: string, towards: number, share: number): string {
  const parts = (color.match(/\w\w/g) ?? []).map((hex) => {
    const part = Number.parseInt(hex, 16)
    return Math.round(part + (towards - part) * share)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${parts.join('')}`
}
