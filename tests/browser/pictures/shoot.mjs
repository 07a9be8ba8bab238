// What all pictures share: the sizes and themes that they are taken in, and the taking itself.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DESKTOP, PHONE } from '../support/browser.mjs'

export const out = fileURLToPath(new URL('../../screenshots', import.meta.url))
export const sizes = { desktop: DESKTOP, phone: PHONE }
export const themes = ['light', 'dark']
export const wide = (height) => ({ viewport: { width: 1280, height } })

/** Each pair of a size and a theme, with the options of a page for it. */
export function* looks(more = sizes) {
  for (const [size, device] of Object.entries(more))
    for (const colorScheme of themes) yield { name: `${size}-${colorScheme}`, options: { ...device, colorScheme } }
}

/** The demo's pages are English whoever looks at them; here the visitor's own language is to be seen. */
export const withoutLanguage = (context) =>
  context.route(/\/demo(\/checkout)?$/, async (route) => {
    const page = await route.fetch()
    await route.fulfill({ response: page, body: (await page.text()).replace('<html lang="en">', '<html>') })
  })

export async function shoot({ page }, name) {
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
  })
  await page.screenshot({ path: join(out, `${name}.png`), caret: 'initial' })
  console.log(`${name}.png`)
}
