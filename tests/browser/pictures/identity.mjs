// The example shop whose customers log in, and what the chat says to who has not.
import { Shop } from '../support/shop.mjs'
import { looks, shoot } from './shoot.mjs'

/** Opens the shop for as long as its pictures are taken. */
const withShop = (act) => async (stage) => {
  const shop = await Shop.opens(stage)
  try {
    await shop.sendsRecords()
    await act(stage, shop)
  } finally {
    await shop.closes()
  }
}

export const identityShop = withShop(async (stage, shop) => {
  for (const { name, options } of looks()) {
    const anna = await shop.comes(stage, '/', options)
    await shoot(anna, `identity-shop-${name}`)
    await anna.page.getByRole('link', { name: 'Log in' }).first().click()
    await anna.launcher.waitFor()
    await shoot(anna, `identity-log-in-${name}`)
    await anna.page.getByLabel('E-mail').fill('anna.keller@post.example')
    await anna.page.getByLabel('Password').fill('not this one')
    await anna.page.getByRole('button', { name: 'Log in' }).click()
    await anna.page.getByRole('alert').waitFor()
    await anna.launcher.waitFor()
    await shoot(anna, `identity-log-in-wrong-${name}`)
    await shop.logsIn(anna, 'Anna Keller')
    await shoot(anna, `identity-known-${name}`)
    await anna.page.getByRole('link', { name: 'Your account' }).click()
    await anna.launcher.waitFor()
    await shoot(anna, `identity-account-${name}`)
    await anna.page.getByRole('link', { name: 'For business' }).first().click()
    await anna.launcher.waitFor()
    await shoot(anna, `identity-trade-${name}`)
  }
})

export const identitySignIn = withShop(async (stage, shop) => {
  for (const { name, options } of looks()) {
    for (const [locale, told] of [
      ['en', 'Please sign in to chat.'],
      ['zh-CN', '请先登录后再咨询。'],
    ]) {
      const stranger = await shop.comes(stage, '/trade', options)
      await stranger.page.evaluate((tongue) => window.usher('set', { locale: tongue }), locale)
      await stranger.launcher.click()
      await stranger.window.getByText(told).waitFor()
      await shoot(stranger, `identity-sign-in-${locale.slice(0, 2)}-${name}`)
    }
  }
})

export const identityChat = withShop(async (stage, shop) => {
  const mia = await stage.works('mia')
  for (const { name, options } of looks()) {
    const anna = await shop.comes(stage, '/', options)
    await shop.logsIn(anna, 'Anna Keller')
    await anna.open()
    await anna.say(`My Arc lamp flickers (${name})`)
    await mia.opens(`My Arc lamp flickers (${name})`)
    await mia.says('Hello Anna! The switch again? Petra has a new one for you.')
    await anna.sees('Hello Anna! The switch again? Petra has a new one for you.')
    await shoot(anna, `identity-chat-${name}`)
    if (name === 'desktop-light') await shoot(mia, 'identity-workbench')
    await mia.closes()
  }
})
