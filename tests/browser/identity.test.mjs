// Who a visitor is, from the shop's log-in to the agent in charge, and what becomes of those who cannot prove it.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { until } from './support/browser.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'
import { Shop } from './support/shop.mjs'

const SIGN_IN = 'Please sign in to chat.'

const shopScene = (name, act) =>
  scene(name, async (stage) => {
    const shop = await Shop.opens(stage)
    try {
      await act(stage, shop)
    } finally {
      await shop.closes()
    }
  })

/** The errors that the page is told, from now on. */
async function errorsOf({ page }) {
  await page.evaluate(() => {
    window.told = []
    window.usher('on', 'error', ({ code }) => window.told.push(code))
  })
  return () => page.evaluate(() => window.told)
}

/** What the window keeps in the browser, by its keys. */
const kept = async ({ page }) => {
  const frame = page.frames().find((one) => one.url().includes('/widget/'))
  return frame.evaluate(() => Object.fromEntries(Object.entries(localStorage)))
}

const isAsked = async (visitor) => {
  await visitor.window.getByText(SIGN_IN, { exact: true }).waitFor()
  assert.equal(await visitor.field.count(), 0, 'nobody may write')
}

shopScene('a customer who has logged in is known, and meets whoever is in charge', async (stage, shop) => {
  await shop.sendsRecords()
  const mia = await stage.works('mia')
  const other = await stage.asks('/demo/checkout', 'Do you have it in green?')
  assert.equal(await other.agent(), 'Mia Lorenz')
  // From here on whoever has the fewest chats is somebody else.
  await stage.works('noor')

  const anna = await shop.comes(stage, '/')
  const asked = []
  anna.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await shop.logsIn(anna, 'Anna Keller')
  assert.deepEqual(asked.filter((path) => /widget\.|\/widget\/mall$|identify|visitors/.test(path)), [], 'before the chat is opened')
  await anna.open()
  await anna.say('My Arc lamp flickers')
  assert.equal(await anna.agent(), 'Mia Lorenz')
  assert.equal(asked.filter((path) => path.endsWith('/identify')).length, 1)
  assert.equal(asked.filter((path) => path.endsWith('/visitors')).length, 0, 'nobody else was made')
  assert.ok(!JSON.stringify(await kept(anna)).includes(await anna.page.locator('[data-custom-params]').getAttribute('data-custom-params')))

  const { id } = await shop.sessionOf('Anna Keller')
  const known = await shop.asks('GET', `sessions/${id}/links`)
  assert.deepEqual([known.visitor.name, known.how], ['Anna Keller', 'created'])
  assert.deepEqual(known.links.map(({ record, how, provenance }) => [record.id, how, provenance]), [
    ['c-keller', 'matched', 'proven'],
    ['a-keller', 'through', 'proven'],
  ])
  const { decisions } = await shop.asks('GET', `sessions/${id}/explanation`)
  const decided = decisions.at(-1)
  assert.deepEqual(
    [decided.rules.find(({ matched }) => matched).rule, decided.strategies.map(({ strategy, outcome }) => [strategy, outcome])],
    ['vip-customers', [['customer-owner', 'chose']]],
  )
  assert.deepEqual([decided.facts['visitor.verified'], decided.facts['account.level']], [true, 'gold'])
  await mia.opens('My Arc lamp flickers')
  await mia.page.getByText('Anna Keller').first().waitFor()

  // Whoever brings a bad one is somebody like any other here, and knows nothing of her.
  const thief = await shop.comes(stage, '/')
  const errors = await errorsOf(thief)
  await thief.page.evaluate((bad) => window.usher('identify', bad), `${shop.proof('Anna Keller')}00`)
  await thief.open()
  await thief.say('Where is my order?')
  await thief.agent()
  assert.deepEqual([await errors(), await thief.count('My Arc lamp flickers')], [['identity_refused'], 0])
  await thief.leaves()

  // Another page of the shop brings another proof of the same customer: the same visitor, the same chat.
  await anna.page.getByRole('link', { name: 'Your account' }).click()
  await anna.launcher.click()
  await anna.sees('My Arc lamp flickers')
  await anna.say('Since yesterday')
  await mia.sees('Since yesterday')

  // Somebody else logs in without a log-out, and what Anna could not send any more is not sent for him.
  await stage.server.kill()
  await anna.say('Only for Mia')
  await anna.page.evaluate((proof) => window.usher('identify', proof), shop.proof('Zhang San'))
  await stage.server.run()
  await until('the window begins anew', async () => (await anna.log.getByText('Since yesterday').count()) === 0 && (await anna.field.count()) === 1)
  await anna.say('Is my lantern on its way?')
  for (const text of ['My Arc lamp flickers', 'Only for Mia']) assert.equal(await anna.count(text), 0, text)
  const zhang = await until('he is known', () => shop.sessionOf('Zhang San'))
  assert.notEqual(zhang.id, id)
})

shopScene('nobody comes into the trade portal without a proof, and a log-out leaves nothing', async (stage, shop) => {
  await shop.sendsRecords()
  // The desk has its hours; whoever runs this has others.
  await live(stage.server, () => stage.server.edit('groups/trade-desk.yaml', 'hours: office\n', ''))
  const victor = await stage.works('victor')
  const yuna = await stage.works('yuna')

  const stranger = await shop.comes(stage, '/trade', withAxe)
  await stranger.launcher.click()
  await isAsked(stranger)
  await assertAccessible(stranger.page, 'the word to sign in', 'usher-chat')
  await stranger.leaves()

  // A genuine one lets in: the form that chats begin with here, and the contact's adviser.
  const priya = await shop.comes(stage, '/')
  await shop.logsIn(priya, 'Priya Nair', '/trade')
  const genuine = await priya.page.locator('[data-custom-params]').getAttribute('data-custom-params')
  await priya.launcher.click()
  const form = priya.window.getByRole('form', { name: 'About your project' })
  await form.getByRole('textbox', { name: 'Company' }).fill('Harbour Hotels')
  await form.getByRole('button', { name: 'Start chat' }).click()
  await yuna.offers.getByRole('button', { name: /^Accept / }).click()
  assert.equal(await priya.agent(), 'Yuna Park')
  assert.equal(await victor.offers.getByRole('listitem').count(), 0)
  await priya.say('Sixty more, for Lisbon')
  await yuna.opens('Sixty more, for Lisbon')

  const forged = `${shop.proof('Zhang San').split('.')[0]}.${genuine.split('.')[1]}`
  for (const [what, proof] of Object.entries({ forged, replayed: genuine, expired: shop.proof('Zhang San', 1_200) })) {
    const thief = await shop.comes(stage, '/trade')
    const errors = await errorsOf(thief)
    await thief.page.evaluate((bad) => window.usher('identify', bad), proof)
    await thief.launcher.click()
    await isAsked(thief)
    assert.deepEqual(await errors(), ['identity_refused'], what)
    assert.equal(await thief.count('Sixty more, for Lisbon'), 0)
    if (what === 'expired') {
      await thief.page.evaluate((good) => window.usher('identify', good), shop.proof('Zhang San'))
      await thief.window.getByRole('form', { name: 'About your project' }).waitFor()
    }
    await thief.leaves()
  }

  // A second tab of the same browser has the same chat, and loses it with the log-out of the first.
  const second = await priya.tab(`${shop.url}/trade`)
  await second.launcher.click()
  await second.sees('Sixty more, for Lisbon')
  await priya.field.fill('Half a sentence')
  const { 'usher:trade:token': token } = await kept(second)
  assert.ok(token)
  const resets = []
  priya.context.on('request', (request) => /\/reset$/.test(request.url()) && resets.push(new URL(request.url()).pathname))
  await shop.logsOut(priya)
  await isAsked(second)
  assert.equal(await second.count('Sixty more, for Lisbon'), 0)
  assert.deepEqual(Object.keys(await kept(second)).filter((key) => key.startsWith('usher:trade')), [])
  await until('the server is told', () => resets.length > 0)
  assert.deepEqual(resets, ['/api/v1/widget/trade/reset'])
  const headers = { authorization: `Bearer ${token}` }
  const stale = await fetch(`${stage.server.url}/api/v1/widget/trade/session`, { headers })
  assert.equal(stale.status, 401)

  // Whoever sits down next, in the same browser.
  await shop.logsIn(priya, 'Zhang San', '/trade')
  await priya.launcher.click()
  await form.getByRole('textbox', { name: 'Company' }).fill('Zhang Interiors')
  await form.getByRole('button', { name: 'Start chat' }).click()
  await priya.sees('Zhang Interiors')
  assert.equal(await priya.count('Sixty more, for Lisbon'), 0)
  assert.equal(await priya.field.inputValue(), '')

  // His log-in ends without a log-out: the page says that nobody is logged in, and that is enough.
  await priya.context.clearCookies()
  await priya.page.goto(`${shop.url}/trade`)
  await priya.launcher.click()
  await isAsked(priya)
  assert.equal(await priya.count('Zhang Interiors'), 0)
  await shop.logsIn(priya, 'Zhang San', '/trade')
  await priya.launcher.click()
  await form.waitFor()

  // When the key is revoked, what it gave does not let back in.
  await shop.asks('POST', `identity/keys/${shop.keyId}/revoke`, {})
  await priya.page.reload()
  await priya.launcher.click()
  await isAsked(priya)
})
