// The console and the guide.
import { openPage, PHONE } from '../support/browser.mjs'
import { CROSS, failFirst, listener, live, SORRY, watchMoods } from '../support/plugins.mjs'
import { looks, shoot, wide } from './shoot.mjs'

export const consolePages = async (stage) => {
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

export const consolePlugins = async (stage) => {
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

export const guide = async (stage) => {
  for (const { name, options } of looks()) {
    const page = await openPage(stage.browser, options)
    await page.page.goto(`${stage.server.url}/guide/strategy`)
    await shoot(page, `guide-${name}`)
    await page.context.close()
  }
}
