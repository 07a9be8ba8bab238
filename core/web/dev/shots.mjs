// Pictures of the widget in every state, for eyes: `npm run shots` writes them to USHER_SHOTS (default: shots).
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { buildPages } from '../build/build.mjs'
import { startMock } from './mock.mjs'

const out = resolve(process.env.USHER_SHOTS ?? 'shots')
mkdirSync(out, { recursive: true })
const dist = process.env.USHER_WEB_OUT ?? mkdtempSync(join(tmpdir(), 'usher-shots-'))
if (!existsSync(join(dist, 'widget.html'))) await buildPages(dist, ['loader', 'widget'])

const browser = await chromium.launch({
  executablePath: process.env.USHER_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const desktop = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const only = process.argv.slice(2)
let troubles = 0

/** One picture: a fresh server, a fresh browser, the steps, and a look by axe. */
async function shot(name, { page: path = '/demo', context = desktop, expected = /^$/, steps }) {
  if (only.length > 0 && !only.some((part) => name.includes(part))) return
  const server = await startMock({ port: 0, dist })
  const session = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...context })
  const page = await session.newPage()
  page.on('pageerror', (error) => complain(name, error.message))
  page.on(
    'console',
    (message) => message.type() === 'error' && !expected.test(message.text()) && complain(name, message.text()),
  )
  await page.goto(server.url + path)
  await page.waitForFunction(() => window.usher?.live && window.usher('get', 'ready'))
  const chat = {
    open: () => page.evaluate(() => window.usher('open')),
    frame: () => page.frameLocator('iframe'),
    async write(text) {
      await inWindow(page).then((frame) => frame.locator('textarea').fill(text))
      await inWindow(page).then((frame) => frame.locator('textarea').press('Enter'))
      await page.waitForTimeout(250)
    },
  }
  try {
    await steps({ page, chat, server })
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(out, `${name}.png`) })
    const frame = page.frames().find((known) => known.url().includes('/widget/'))
    if (frame) await judge(name, frame)
  } catch (error) {
    complain(name, error.message)
  }
  await session.close()
  await server.stop()
}

async function inWindow(page) {
  for (let tries = 0; tries < 50; tries++) {
    const frame = page.frames().find((known) => known.url().includes('/widget/'))
    if (frame && (await frame.locator('textarea, .question').count())) return frame
    await page.waitForTimeout(50)
  }
  throw new Error('the window did not open')
}

async function judge(name, frame) {
  await frame.evaluate(axe.source)
  const { violations } = await frame.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  )
  for (const { id, nodes } of violations) complain(name, `axe ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

function complain(name, what) {
  troubles++
  console.log(`${name}: ${what}`)
}

const talk = async ({ chat, server }) => {
  await chat.open()
  await chat.write('Hi! Does the Halo lamp come in black?')
  server.act({
    say: ['Hello Zhang San, it does: matt black, in stock.', 'Have a look: https://lumen.example/halo?c=black'],
  })
  server.act({ read: true })
}
const dark = { ...desktop, colorScheme: 'dark' }

await shot('closed-desktop', { steps: async () => {} })
await shot('closed-phone', { context: phone, steps: async () => {} })
await shot('empty-desktop', { steps: ({ chat }) => chat.open() })
await shot('empty-phone', { context: phone, steps: ({ chat }) => chat.open() })
await shot('talk-desktop', {
  steps: async (all) => {
    await talk(all)
    await all.chat.write('Great, thank you.\nCould it be here by Friday?')
    all.server.act({ read: true })
  },
})
await shot('talk-dark', {
  context: dark,
  steps: async (all) => {
    await talk(all)
    await all.chat.write('Great, thank you.\nCould it be here by Friday?')
  },
})
await shot('talk-phone', { context: phone, steps: talk })
await shot('talk-phone-dark', { context: { ...phone, colorScheme: 'dark' }, steps: talk })
await shot('zh-desktop', {
  context: { ...desktop, locale: 'zh-CN' },
  steps: async ({ page, chat, server }) => {
    await page.evaluate(() => window.usher('set', { locale: 'zh-CN' }))
    await page.waitForTimeout(300)
    await chat.open()
    await chat.write('你好，请问这款灯有黑色的吗？')
    server.act({
      name: '李娜',
      assign: true,
      say: '您好！有的，哑光黑，现货。详情请看 https://lumen.example/halo，谢谢。',
    })
    await chat.write('好的，周五前能到吗？')
    server.act({ read: true })
  },
})
await shot('official-desktop', { page: '/demo/official', steps: talk })
await shot('queued-busy', {
  steps: async ({ chat, server }) => {
    server.act({ will: { open: 'busy' } })
    await chat.open()
    await chat.write('Is anybody there?')
  },
})
await shot('queued-nobody-dark', {
  context: dark,
  steps: async ({ chat, server }) => {
    server.act({ will: { open: 'none_online' } })
    await chat.open()
    await chat.write('Is anybody there?')
  },
})
await shot('unmatched-phone', {
  context: phone,
  steps: async ({ chat, server }) => {
    server.act({ will: { open: 'unmatched' } })
    await chat.open()
    await chat.write('Who can help me with an invoice?')
  },
})
await shot('closed-by-agent', {
  steps: async (all) => {
    await talk(all)
    await all.chat.write('Thanks!')
    all.server.act({ close: 'agent' })
  },
})
await shot('again-after-closing', {
  steps: async (all) => {
    await talk(all)
    all.server.act({ close: 'agent' })
    await all.page.waitForTimeout(200)
    await all.chat.write('One more question…')
  },
})
await shot('end-question', {
  steps: async (all) => {
    await talk(all)
    await (await inWindow(all.page)).locator('.quiet').click()
  },
})
await shot('reconnecting', {
  expected: /WebSocket connection/,
  steps: async (all) => {
    await talk(all)
    all.server.act({ will: { silent: true } })
    await all.chat.write('Are you still there?')
    await all.server.stop()
    await all.page.waitForTimeout(400)
  },
})
await shot('failed-dark', {
  context: dark,
  steps: async (all) => {
    await talk(all)
    all.server.act({ will: { nack: 'bad_request' } })
    await all.chat.write('This one is refused by the server.')
  },
})
await shot('too-long', {
  steps: async (all) => {
    all.server.act({ config: { max_text_chars: 40 } })
    await all.page.reload()
    await all.page.waitForFunction(() => window.usher?.live && window.usher('get', 'ready'))
    await all.chat.open()
    await (await inWindow(all.page)).locator('textarea').fill('A text of rather more than the forty characters allowed')
  },
})
await shot('not-here', {
  expected: /403/,
  steps: async ({ chat, server }) => {
    server.act({ will: { refuse: true } })
    await chat.open()
    await chat.write('Hello?')
  },
})
await shot('history-scrolled', {
  steps: async ({ page, chat, server }) => {
    await chat.open()
    await chat.write('First')
    server.act({ past: 2 * 86_400_000 })
    server.act({ many: 120 })
    await page.reload()
    await page.waitForFunction(() => window.usher?.live && window.usher('get', 'ready'))
    await chat.open()
    const frame = await inWindow(page)
    await page.waitForTimeout(500)
    await frame.locator('.log').evaluate((log) => {
      log.scrollTop = 0
    })
    await page.waitForTimeout(500)
    await frame.locator('.log').evaluate((log) => {
      log.scrollTop = log.scrollHeight / 2
    })
    await page.waitForTimeout(300)
    server.act({ say: 'Something new at the end' })
  },
})
await shot('unread-closed', {
  steps: async (all) => {
    await talk(all)
    await all.page.evaluate(() => window.usher('close'))
    await all.page.waitForTimeout(200)
    all.server.act({ say: ['Shall I reserve one for you?', 'We close at six.'] })
  },
})
await shot('hostile-page', {
  steps: async (all) => {
    await all.page.addStyleTag({
      content: `*, *::before { all: unset !important; color: red !important; display: none !important }
        html, body { display: block !important }
        body { transform: scale(0.5) !important }
        usher-chat, iframe, button, div { opacity: 0 !important; visibility: hidden !important; position: static !important }`,
    })
    await talk(all)
  },
})
const looks = {
  'look-tab': { button_style: 'tab', icon: 'headset', theme_color: '#c2410c' },
  'look-bar-left': { button_style: 'bar', icon: 'help', position: 'bottom_left', theme_color: '#facc15' },
  'look-smile': { icon: 'smile', theme_color: '#f8fafc' },
}
for (const [name, look] of Object.entries(looks)) {
  const apply = async ({ page, server }) => {
    server.act({ look })
    await page.reload()
    await page.waitForFunction(() => window.usher?.live && window.usher('get', 'ready'))
  }
  await shot(name, { steps: apply })
  await shot(`${name}-open`, {
    steps: async (all) => {
      await apply(all)
      await talk(all)
    },
  })
}

await browser.close()
console.log(troubles === 0 ? `All well; pictures in ${out}` : `${troubles} complaints; pictures in ${out}`)
process.exitCode = troubles === 0 ? 0 : 1
