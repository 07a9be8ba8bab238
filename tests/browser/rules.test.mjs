// Rules are live: an edit serves the next visitor, a broken one changes nothing and is named everywhere.
import assert from 'node:assert/strict'
import { until } from './support/browser.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

const ORDERS = 'distribution/mall-orders.yaml'

scene('an edited rule serves the next visitor while a chat goes on', async (stage) => {
  const mia = await stage.works('mia')
  const jonas = await stage.works('jonas')
  const ada = await stage.signsIn('ada', '/console')
  const before = await stage.asks('/demo/checkout', 'Before the edit')
  await mia.opens('Before the edit')

  stage.server.edit(ORDERS, 'group: mall-care', 'group: pre-sales')
  const rule = ada.page.getByRole('row').filter({ hasText: 'mall-orders' })
  await rule.filter({ hasText: 'pre-sales' }).waitFor()

  await stage.asks('/demo/checkout', 'After the edit')
  await jonas.row('After the edit').waitFor()
  await before.say('Still with Mia?')
  await mia.sees('Still with Mia?')
  await mia.says('Still with me.')
  await before.sees('Still with me.')
})

scene('a broken edit changes nothing, is named everywhere, and is forgotten when repaired', async (stage) => {
  const { server } = stage
  const mia = await stage.works('mia')
  const ada = await stage.signsIn('ada', '/console')
  await ada.page.getByRole('heading', { name: 'The rules are live' }).waitFor()
  const buyer = await stage.asks('/demo/checkout', 'Hello')
  await mia.opens('Hello')
  const good = await server.ready()
  assert.deepEqual(good.rules.problems, [])
  assert.equal(await server.metric('rules_last_reload_successful'), 1)

  const repaired = server.edit(ORDERS, 'group: mall-care', 'group: nobody-here')
  const line = repaired.split('\n').indexOf('group: mall-care') + 1
  await ada.page.getByRole('heading', { name: 'Your last edit is not live' }).waitFor()
  const problem = ada.page.getByRole('listitem').filter({ hasText: `${ORDERS}, line ${line}, column 8` })
  await problem.filter({ hasText: 'nobody-here' }).waitFor()

  const bad = await server.ready()
  assert.equal(bad.status, 200, 'the last good rules serve')
  assert.equal(bad.ready, true)
  assert.equal(bad.rules.revision, good.rules.revision)
  assert.equal(bad.rules.last_reload_successful, false)
  assert.equal(bad.rules.problems.length, 1)
  assert.ok(bad.rules.problems[0].includes(`${ORDERS}:${line}:8:`), bad.rules.problems[0])
  assert.equal(await server.metric('rules_last_reload_successful'), 0)
  assert.ok(
    server.complaints.some((complaint) => complaint.includes(`${ORDERS}:${line}:8`)),
    'the log names the place',
  )

  await buyer.say('Does it go on?')
  await mia.sees('Does it go on?')
  await stage.asks('/demo/checkout', 'By the old rule')
  await mia.row('By the old rule').waitFor()

  server.save(ORDERS, repaired)
  await ada.page.getByRole('heading', { name: 'The rules are live' }).waitFor()
  await problem.waitFor({ state: 'detached' })
  const mended = await server.ready()
  assert.deepEqual([mended.rules.last_reload_successful, mended.rules.problems], [true, []])
  assert.equal(await server.metric('rules_last_reload_successful'), 1)
})

scene('an edit of the channel changes a page that is open, within a minute', async (stage) => {
  // The page's own clock is turned forward, so that nobody has to wait for the minute.
  const buyer = await stage.comes('/demo/checkout', { setUp: (context) => context.clock.install() })
  await buyer.open()
  const look = (element) => element.evaluate((it) => getComputedStyle(it).backgroundColor)
  const send = buyer.window.getByRole('button', { name: 'Send' })
  await buyer.field.fill('?')
  await until('the button has the colour', async () => (await look(buyer.launcher)) === 'rgb(180, 85, 45)')
  await until('the window has the colour', async () => (await look(send)) === 'rgb(180, 85, 45)')

  const before = await stage.server.ready()
  stage.server.edit('channels/mall.yaml', '"#b4552d"', '"#0f766e"')
  stage.server.edit('channels/mall.yaml', 'en: Ask us', 'en: Ask a human')
  await until('the edit is live', async () => (await stage.server.ready()).rules.revision !== before.rules.revision)
  await buyer.page.clock.fastForward(60_000)
  await until('the button has the new colour', async () => (await look(buyer.launcher)) === 'rgb(15, 118, 110)')
  await until('the window has the new colour', async () => (await look(send)) === 'rgb(15, 118, 110)')
  await buyer.page.locator('usher-chat').getByRole('button', { name: 'Ask a human' }).waitFor()
})

scene('a visitor whom nobody can answer is told why; one who may not wait writes again later', async (stage) => {
  const waits = await stage.asks('/demo/checkout', 'Is anybody there?')
  await waits.sees('Nobody is here right now. Your message is kept, and we answer as soon as we are back.')
  await waits.sees('You are number 1 in line.')
  await live(stage.server, () =>
    stage.server.edit('workspace.yaml', 'prompt: none-online, form', 'prompt: none-online, hold: false, form'),
  )
  const away = await stage.asks('/demo/checkout', 'Is anybody there now?')
  await away.sees('Nobody can answer right now')
  const mia = await stage.works('mia')
  await mia.row('Is anybody there?').waitFor()
  assert.equal(await mia.row('Is anybody there now?').count(), 0)
  await away.say('Good morning')
  await mia.opens('Good morning')
  await mia.closes()
  await away.sees('Thank you for talking to Lumen Living. Write again whenever you like.')
})

scene('outside the hours a visitor is told when somebody is back, on the visitor’s own clock', async (stage) => {
  await live(stage.server, () => {
    const soon = [2, 3].map((ahead) => `${String((new Date().getUTCHours() + ahead) % 24).padStart(2, '0')}:00`)
    stage.server.save('hours/later.yaml', `name: Later\ntime_zone: UTC\nweek:\n  mon-sun: ["${soon.join('-')}"]\n`)
    stage.server.edit('groups/mall-care.yaml', 'answer: {', 'hours: later\nanswer: {')
  })
  const near = await stage.asks('/demo/checkout', 'Are you there?', { timezoneId: 'UTC' })
  await near.status.getByText(/^Back at \d\d:00( tomorrow)? · You are number 1 of 1$/).waitFor()
  const far = await stage.asks('/demo/checkout', 'And now?', { timezoneId: 'Asia/Kolkata' })
  await far.status.getByText(/^Back at \d\d:30 your time( tomorrow)? · You are number 2 of 2$/).waitFor()
})
