// The browser, and one profile of it a person: contexts share neither cookies nor storage.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(fileURLToPath(new URL('../../../core/web/package.json', import.meta.url)))
const { chromium } = require('playwright-core')
export const axeSource = require('axe-core').source

export const TIMEOUT_MS = 20_000
export const DESKTOP = { viewport: { width: 1280, height: 800 } }
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

export function launch() {
  return chromium.launch({
    executablePath: process.env.USHER_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A page that a test makes up comes from no address, so this check would cut it off from the server.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  })
}

/** A page in a profile of its own. `wrong` collects errors of scripts and what a content policy had to block; nobody may cause any. */
export async function openPage(browser, { setUp, ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...DESKTOP, ...options })
  context.setDefaultTimeout(TIMEOUT_MS)
  // The launcher's shadow root is closed to the page it stands on. A test has to look inside, as a visitor does.
  await context.addInitScript(() => {
    const { attachShadow } = Element.prototype
    Element.prototype.attachShadow = function (init) {
      return attachShadow.call(this, { ...init, mode: 'open' })
    }
  })
  const page = await context.newPage()
  const wrong = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (line) => /Content Security Policy/.test(line.text()) && wrong.push(line.text()))
  await setUp?.(context, page)
  return { context, page, wrong }
}

/** Waits until a check holds. What the check throws meanwhile is a "not yet". */
export async function until(what, check) {
  const end = Date.now() + TIMEOUT_MS
  let last
  for (;;) {
    try {
      last = await check()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw Error(`not in time: ${what} (last: ${last})`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
