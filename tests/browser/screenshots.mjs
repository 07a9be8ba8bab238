// Pictures of the running product, for eyes: `node tests/browser/screenshots.mjs [PART OF A NAME]...` writes them to
// tests/screenshots. Needs the built server, as the tests beside it do.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DESKTOP, openPage, PHONE } from './support/browser.mjs'
import { CROSS, failFirst, listener, live, NOTED, SORRY, watchMoods } from './support/plugins.mjs'
import { Stage } from './support/scene.mjs'

const out = fileURLToPath(new URL('../screenshots', import.meta.url))
const only = process.argv.slice(2)
const sizes = { desktop: DESKTOP, phone: PHONE }
const themes = ['light', 'dark']
const wide = (height) => ({ viewport: { width: 1280, height } })

/** Each pair of a size and a theme, with the options of a page for it. */
function* looks(more = sizes) {
  for (const [size, device] of Object.entries(more))
    for (const colorScheme of themes) yield { name: `${size}-${colorScheme}`, options: { ...device, colorScheme } }
}

/** The demo's pages are English whoever looks at them; here the visitor's own language is to be seen. */
const withoutLanguage = (context) =>
  context.route(/\/demo(\/checkout)?$/, async (route) => {
    const page = await route.fetch()
    await route.fulfill({ response: page, body: (await page.text()).replace('<html lang="en">', '<html>') })
  })

const shop = async (stage) => {
  for (const { name, options } of looks()) {
    const visitor = await stage.comes('/demo', options)
    await shoot(visitor, `shop-${name}`)
  }
  const official = await stage.comes('/demo/official')
  await shoot(official, 'official-desktop-light')
}

const widgetEmpty = async (stage) => {
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const visitor = await stage.comes('/demo', { ...options, locale, setUp: withoutLanguage })
      await visitor.open()
      await shoot(visitor, `widget-empty-${locale.slice(0, 2)}-${name}`)
    }
  }
}

const widgetChat = async (stage) => {
  const mia = await stage.works('mia')
  for (const { name, options } of looks()) {
    const visitor = await stage.asks('/demo/checkout', `Hello! I ordered the Arc lamp (${name}).`, options)
    await mia.opens(`Hello! I ordered the Arc lamp (${name}).`)
    await visitor.say('Can it still go to another address?')
    await mia.sees('Can it still go to another address?')
    await mia.says('Hello! It has not left the workshop yet, so yes.')
    await mia.says(
      'Please send me the new address. Everything about delivery is at https://lumen-living.example/delivery',
    )
    await visitor.sees('Hello! It has not left the workshop yet, so yes.')
    await visitor.say('12 Harbour Street, Bristol')
    await visitor.log.getByText('Read', { exact: true }).waitFor()
    await shoot(visitor, `widget-chat-en-${name}`)
    await mia.closes()
    await visitor.isTold('This chat has ended. Write again to begin a new one.')
    await shoot(visitor, `widget-closed-en-${name}`)
  }
}

const widgetChinese = async (stage) => {
  const li = await stage.works('li')
  for (const { name, options } of looks()) {
    const visitor = await stage.asks('/demo/checkout', `你好，落地灯还有货吗？（${name}）`, {
      ...options,
      locale: 'zh-CN',
      setUp: withoutLanguage,
    })
    await li.opens(`你好，落地灯还有货吗？（${name}）`)
    await li.says('您好！有货，今天下单三天内送到。')
    await visitor.sees('您好！有货，今天下单三天内送到。')
    await shoot(visitor, `widget-chat-zh-${name}`)
    await li.closes()
    await visitor.isTold('本次会话已结束，继续输入即可开始新的会话。')
    await shoot(visitor, `widget-closed-zh-${name}`)
  }
}

const widgetQueued = async (stage) => {
  for (const { name, options } of looks()) {
    for (const [locale, text, told] of [
      ['en-GB', 'Is anybody there?', /^Nobody is online/],
      ['zh-CN', '有人在吗？', /^目前没有客服在线/],
    ]) {
      const visitor = await stage.asks('/demo/checkout', text, { ...options, locale, setUp: withoutLanguage })
      await visitor.status.getByText(told).waitFor()
      await shoot(visitor, `widget-queued-${locale.slice(0, 2)}-${name}`)
    }
  }
}

const widgetOffline = async (stage) => {
  await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Hello!')
  await visitor.agent()
  await stage.server.kill()
  await visitor.isTold('Connection lost. Reconnecting…')
  await visitor.say('Is this still arriving?')
  await shoot(visitor, 'widget-offline-en-desktop-light')
}

const workbench = async (stage) => {
  for (const { name, options } of looks()) {
    const door = await stage.arrives('mia', '/workbench', options)
    await door.page.getByRole('heading', { level: 1 }).waitFor()
    await shoot(door, `sign-in-${name}`)
  }
  const mia = await stage.works('mia')
  const storageState = await mia.context.storageState()
  const again = async (path, options) => stage.arrives('mia', path, { ...options, storageState })
  for (const { name, options } of looks()) {
    const empty = await again('/workbench', options)
    await empty.page.getByText('No chats right now').waitFor()
    await shoot(empty, `workbench-empty-${name}`)
  }

  for (const text of ['Do you repair lamps of other makers?', 'Is the Fern lamp dimmable?']) {
    await stage.asks('/demo/checkout', text)
    await mia.row(text).waitFor()
  }
  const visitor = await stage.asks('/demo/checkout', 'Hello! I ordered the Arc lamp this morning.')
  await mia.opens('Hello! I ordered the Arc lamp this morning.')
  await visitor.say('Can it still go to another address?')
  await mia.says('Hello! It has not left the workshop yet, so yes.')
  await mia.says(
    'Please send me the new address. Everything about delivery is at https://lumen-living.example/delivery',
  )
  await visitor.say('12 Harbour Street, Bristol. Thank you!')
  await mia.sees('12 Harbour Street, Bristol. Thank you!')
  const chat = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    const desk = await again(chat, options)
    await desk.sees('12 Harbour Street, Bristol. Thank you!')
    await shoot(desk, `workbench-chat-${name}`)
    await desk.page.goto(`${stage.server.url}/workbench`)
    await desk.row('Is the Fern lamp dimmable?').waitFor()
    await shoot(desk, `workbench-list-${name}`)
  }
  const chinese = await again(chat, { locale: 'zh-CN' })
  await chinese.sees('12 Harbour Street, Bristol. Thank you!')
  await shoot(chinese, 'workbench-chat-zh-desktop-light')
  for (const { name, options } of looks()) {
    const why = await again(chat, options)
    await why.page.getByRole('button', { name: /^Why / }).click()
    await why.page.getByText('“load” made the choice.').waitFor()
    await shoot(why, `workbench-why-${name}`)
  }
  await mia.availability.click()
  await mia.page.getByRole('menuitemradio', { name: 'Away' }).waitFor()
  await shoot(mia, 'workbench-availability-desktop-light')
}

const consolePages = async (stage) => {
  await stage.asks('/demo/careers', 'Do you hire people who can weld?')
  await stage.asks('/demo/checkout', 'Is anybody there?')
  const denied = await stage.signsIn('mia', '/console')
  await denied.page.getByRole('heading', { level: 1 }).waitFor()
  await shoot(denied, 'console-denied-desktop-light')

  const ada = await stage.signsIn('ada', '/console')
  const storageState = await ada.context.storageState()
  const tall = { desktop: wide(1500), phone: PHONE }
  const all = async (state, seen) => {
    for (const { name, options } of looks(tall)) {
      const page = await stage.arrives('ada', '/console', { ...options, storageState })
      await page.page.getByRole('heading', { name: seen }).waitFor()
      await page.page.getByRole('button', { name: 'Get the snippet: Online shop' }).waitFor()
      await page.page.getByRole('tabpanel').getByRole('link').first().waitFor()
      await shoot(page, `console-${state}-${name}`)
    }
  }
  await all('good', 'The rules are live')
  stage.server.edit('distribution/mall-orders.yaml', 'group: mall-care', 'group: mal-care')
  stage.server.edit('distribution/official-site.yaml', 'priority: 50', 'prioritty: 50')
  await ada.page.getByRole('heading', { name: 'Your last edit is not live' }).waitFor()
  await all('broken', 'Your last edit is not live')
  const chinese = await stage.arrives('ada', '/console', { ...wide(1500), locale: 'zh-CN', storageState })
  await chinese.page.getByRole('heading', { name: '最近一次修改未生效' }).waitFor()
  await shoot(chinese, 'console-broken-zh-desktop-light')
}

const workbenchMarks = async (stage) => {
  const pager = await listener()
  await watchMoods(stage.server, pager.url)
  await failFirst(stage.server)
  const mia = await stage.works('mia')
  await stage.asks('/demo/checkout', 'Is the Fern lamp dimmable?')
  await mia.row('Is the Fern lamp dimmable?').waitFor()
  const visitor = await stage.asks('/demo/checkout', 'Hello, where is my parcel?')
  await mia.opens('Hello, where is my parcel?')
  await mia.says('Hello! Give me a moment, I will have a look.')
  await visitor.say(`It was promised for Monday. This is ${CROSS}!`)
  await visitor.sees(SORRY)
  await mia.log.getByText('Told Pager of the team lead').waitFor()
  const storageState = await mia.context.storageState()
  const chat = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    const desk = await stage.arrives('mia', chat, { ...options, storageState })
    await desk.log.getByText('Told Pager of the team lead').waitFor()
    await shoot(desk, `workbench-marks-${name}`)
    await desk.page.getByRole('button', { name: /^Why / }).click()
    await desk.page.getByText('“faulty” failed').scrollIntoViewIfNeeded()
    await shoot(desk, `workbench-why-failed-${name}`)
    await desk.page.goto(`${stage.server.url}/workbench`)
    await desk.row(NOTED.tag).waitFor()
    await shoot(desk, `workbench-marks-list-${name}`)
  }
  const chinese = await stage.arrives('mia', chat, { locale: 'zh-CN', storageState })
  await chinese.log.getByText(SORRY).waitFor()
  await shoot(chinese, 'workbench-marks-zh-desktop-light')
  pager.close()
}

const consolePlugins = async (stage) => {
  const pager = await listener()
  await watchMoods(stage.server, pager.url)
  await stage.works('mia')
  await stage.works('tomas')
  const visitor = await stage.asks('/demo/checkout', 'Hello')
  await visitor.say(`This is ${CROSS}!`)
  await visitor.sees(SORRY)
  const ada = await stage.signsIn('ada', '/console')
  const storageState = await ada.context.storageState()
  const tall = { desktop: wide(1100), phone: PHONE }
  const all = async (state, seen) => {
    for (const { name, options } of looks(tall)) {
      const page = await stage.arrives('ada', '/console', { ...options, storageState })
      const section = page.page.getByRole('region', { name: 'Plug-ins' })
      await section.getByText(seen).first().waitFor()
      await section.evaluate((element) => element.scrollIntoView({ block: 'start' }))
      await shoot(page, `console-plugins-${state}-${name}`)
    }
  }
  await all('good', 'Load balance')
  // The pager does not answer any more, so that its calls wait.
  pager.close()
  await failFirst(stage.server)
  for (let at = 1; at <= 4; at += 1) await stage.asks('/demo/checkout', `This is ${CROSS}, for the ${at}th time!`)
  await stage.asks('/demo/checkout', 'And one more')
  await ada.page.getByRole('heading', { name: /^Spare hands is switched off/ }).waitFor()
  await all('off', 'Spare hands is switched off')
  for (const { name, options } of looks(tall)) {
    const page = await stage.arrives('ada', '/console', { ...options, storageState })
    await page.page.getByText('1 plug-in is switched off').waitFor()
    await shoot(page, `console-plugin-off-top-${name}`)
  }
  const chinese = await stage.arrives('ada', '/console', { ...wide(1100), locale: 'zh-CN', storageState })
  const section = chinese.page.getByRole('region', { name: '插件' })
  await section.getByRole('heading', { name: /已停用/ }).waitFor()
  await section.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await shoot(chinese, 'console-plugins-off-zh-desktop-light')
}

const guide = async (stage) => {
  for (const { name, options } of looks()) {
    const page = await openPage(stage.browser, options)
    await page.page.goto(`${stage.server.url}/guide/strategy`)
    await shoot(page, `guide-${name}`)
    await page.context.close()
  }
}

/** A visitor whom nobody can answer: one who may wait, and one who may not. */
const widgetAway = async (stage) => {
  let place = 0
  for (const { name, options } of looks()) {
    const held = await stage.asks('/demo/checkout', 'Is anybody there?', options)
    await held.sees(`You are number ${++place} in line.`)
    await shoot(held, `widget-waits-${name}`)
  }
  await live(stage.server, () =>
    stage.server.edit('workspace.yaml', 'prompt: none-online, form', 'prompt: none-online, hold: false, form'),
  )
  for (const { name, options } of looks()) {
    const away = await stage.asks('/demo/checkout', 'Is anybody there now?', options)
    await away.sees('Nobody can answer right now')
    await shoot(away, `widget-sent-away-${name}`)
  }
}

/** Why a chat is here, where hours, prompts and a rule on trial had a part in it. */
const workbenchWhy = async (stage) => {
  await live(stage.server, () => {
    stage.server.edit('hours/workshop.yaml', 'mon-fri: ["08:00-12:00", "12:45-16:30"]', 'mon-sun: ["00:00-24:00"]')
    stage.server.edit('distribution/big-orders.yaml', '- account.orders: { gte: 20 }', '- visitor.verified: false')
    stage.server.edit('distribution/big-orders.yaml', 'priority: 19', 'priority: 17')
    stage.server.edit('distribution/big-orders.yaml', 'starts_with: /checkout', 'starts_with: /demo/checkout')
  })
  const petra = await stage.works('petra')
  await stage.works('sofia')
  await stage.asks('/demo/checkout', 'Do you have spare parts for the Fern lamp?')
  await petra.opens('Do you have spare parts for the Fern lamp?')
  const storageState = await petra.context.storageState()
  const chat = new URL(petra.page.url()).pathname
  for (const { name, options } of looks()) {
    for (const [locale, why] of [
      ['en-GB', /^Why /],
      ['zh-CN', /^为/],
    ]) {
      const desk = await stage.arrives('petra', chat, { ...options, locale, storageState })
      await desk.page.getByRole('button', { name: why }).click()
      await desk.page.getByText('hello-workshop').last().scrollIntoViewIfNeeded()
      await shoot(desk, `workbench-why-told-${locale.slice(0, 2)}-${name}`)
    }
  }
}

const parts = { shop, widgetEmpty, widgetChat, widgetChinese, widgetQueued, widgetOffline, widgetAway, workbench, workbenchWhy, workbenchMarks, consolePages, consolePlugins, guide }

/** A row of pictures on a server of its own, so that nobody of another row stands in the way. */
mkdirSync(out, { recursive: true })
for (const [name, draw] of Object.entries(parts)) {
  if (only.length > 0 && !only.some((part) => name.toLowerCase().includes(part.toLowerCase()))) continue
  const stage = await Stage.open()
  try {
    await draw(stage)
  } catch (error) {
    process.exitCode = 1
    console.error(`${name}: ${error.stack}`)
    await stage.picture(name)
  } finally {
    await stage.close()
  }
}

async function shoot({ page }, name) {
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
  })
  await page.screenshot({ path: join(out, `${name}.png`), caret: 'initial' })
  console.log(`${name}.png`)
}
