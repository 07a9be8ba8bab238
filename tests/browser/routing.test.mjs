// The main job: each site's visitors reach its agents, by load or in turns, and they talk until one of them ends it.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { until } from './support/browser.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

const ENDED = 'This chat has ended. Write again whenever you like.'

scene('each site’s visitor reaches that site’s agent, and they talk until the chat is closed', async (stage) => {
  const mia = await stage.works('mia')
  const jonas = await stage.works('jonas')
  const buyer = await stage.asks('/demo/checkout', 'Can I change my address?')
  const planner = await stage.asks('/demo/official', 'We plan a hotel.')

  await mia.row('Can I change my address?').waitFor()
  await jonas.row('We plan a hotel.').waitFor()
  assert.equal(await buyer.agent(), 'Mia Lorenz')
  assert.equal(await planner.agent(), 'Jonas Keller')
  assert.equal(await mia.list.getByRole('listitem').getByRole('link').count(), 1)
  assert.equal(await jonas.list.getByRole('listitem').getByRole('link').count(), 1)

  // Not looked at yet: counted for the agent, only delivered for the visitor.
  await buyer.say('It is urgent')
  await mia.row('It is urgent').filter({ hasText: '2 unread messages' }).waitFor()
  await until('the count leads the title', async () => (await mia.page.title()).startsWith('(2) '))
  await buyer.log.getByText('Delivered', { exact: true }).waitFor()

  await mia.opens('It is urgent')
  await buyer.log.getByText('Read', { exact: true }).waitFor()
  await until('the count is gone', async () => !(await mia.page.title()).startsWith('('))
  assert.equal(await mia.list.getByText(/unread/).count(), 0)

  await mia.says('Of course, where to?')
  await buyer.sees('Of course, where to?')
  await mia.log.getByText('Read', { exact: true }).waitFor()

  await jonas.opens('We plan a hotel.')
  await jonas.says('How many rooms?')
  await planner.sees('How many rooms?')
  assert.equal(await buyer.count('How many rooms?'), 0)

  await mia.closes()
  await buyer.isTold(ENDED)
  await buyer.log.getByText('The chat was ended by our team').waitFor()
  await mia.isShown('Online', 0)

  // Writing again soon goes on with the same chat and the same agent.
  const chat = mia.page.url()
  await buyer.say('One more thing')
  await mia.opens('One more thing')
  assert.equal(mia.page.url(), chat)
  assert.equal(await buyer.agent(1), 'Mia Lorenz')
  assert.equal(await buyer.count('It is urgent'), 1)
  await mia.log.getByText('The visitor came back to the chat').waitFor()

  await planner.window.getByRole('button', { name: 'End chat' }).click()
  await planner.window.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click()
  await planner.isTold(ENDED)
  await jonas.isShown('Online', 0)
  await jonas.log.getByText('The visitor ended the chat').waitFor()
})

scene('what comes while the chat is closed is counted at the button', async (stage) => {
  const mia = await stage.works('mia')
  const buyer = await stage.asks('/demo/checkout', 'Where is my order?')
  await mia.opens('Where is my order?')
  await buyer.window.getByRole('button', { name: 'Close chat window' }).click()
  await mia.says('On its way.')
  await mia.says('It comes tomorrow.')
  const told = buyer.page.locator('usher-chat').getByRole('status')
  await told.getByText('2 unread messages').waitFor({ state: 'attached' })
  await mia.log.getByText('Delivered', { exact: true }).waitFor()

  await buyer.open()
  await buyer.sees('It comes tomorrow.')
  await mia.log.getByText('Read', { exact: true }).waitFor()
  await until('nothing is unread', async () => (await told.textContent()) === '')
})

scene('the shop’s visitors go to whoever has the fewest chats', async (stage) => {
  const mia = await stage.works('mia')
  const tomas = await stage.works('tomas')
  await stage.asks('/demo/checkout', 'First')
  await mia.row('First').waitFor()
  await stage.asks('/demo/checkout', 'Second')
  await tomas.opens('Second')
  await tomas.closes()
  // Turns would come back to Mia, who still has a chat.
  await stage.asks('/demo/checkout', 'Third')
  await tomas.row('Third').waitFor()
  await mia.isShown('Online', 1)
})

scene('the official site’s agents take turns, also after the server was killed', async (stage) => {
  const jonas = await stage.works('jonas')
  const sofia = await stage.works('sofia')
  const first = await stage.asks('/demo/official', 'Before')
  const [one, other] = (await first.agent()) === 'Jonas Keller' ? [jonas, sofia] : [sofia, jonas]
  await one.opens('Before')

  await stage.server.kill()
  await one.connectionLost.waitFor()
  await other.connectionLost.waitFor()
  await first.isTold('Connection lost. Reconnecting…')
  await stage.server.run()
  await one.connectionLost.waitFor({ state: 'hidden' })
  await other.connectionLost.waitFor({ state: 'hidden' })

  // Nobody touched a page: they came back by themselves, and the chat goes on.
  await first.say('After')
  await one.sees('After')
  await one.says('Welcome back')
  await first.sees('Welcome back')
  await one.closes()

  // Both are free now, so only the turn that was kept tells them apart.
  const second = await stage.asks('/demo/official', 'Second')
  await other.opens('Second')
  await other.closes()
  await second.leaves()
  await stage.asks('/demo/official', 'Third')
  await one.row('Third').waitFor()
  await stage.asks('/demo/official', 'Fourth')
  await other.row('Fourth').waitFor()
})

scene('a visitor whom nobody can answer waits in line, and is taken when an agent comes', async (stage) => {
  const buyer = await stage.asks('/demo/checkout', 'Is anybody there?')
  await buyer.sees('Nobody is here right now. Your message is kept, and we answer as soon as we are back.')
  await buyer.isTold('You are number 1 of 1')
  // The prompt said it; it is not said twice.
  assert.equal(await buyer.status.getByText(/^Nobody is online/).count(), 0)
  const mia = await stage.works('mia')
  await mia.opens('Is anybody there?')
  assert.equal(await buyer.agent(), 'Mia Lorenz')
})

scene('who waits sees the place in line move', async (stage) => {
  const first = await stage.asks('/demo/checkout', 'First')
  await first.isTold('You are number 1 of 1')
  const second = await stage.asks('/demo/checkout', 'Second')
  await second.isTold('You are number 2 of 2')
  await first.isTold('You are number 1 of 2')
  await first.window.getByRole('button', { name: 'End chat' }).click()
  await first.window.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click()
  await second.isTold('You are number 1 of 1')
  const mia = await stage.works('mia')
  await mia.opens('Second')
  await second.agent()
  assert.equal(await second.status.getByText(/You are number/).count(), 0)
})

scene('a chat that is offered is declined by one, accepted by the next, and not lost meanwhile', async (stage) => {
  await live(stage.server, () =>
    stage.server.edit('groups/mall-care.yaml', 'answer: { within: 2m }', 'answer: { mode: offer, within: 2m }'),
  )
  const mia = await stage.works('mia', withAxe)
  const buyer = await stage.asks('/demo/checkout', 'Who takes me?')
  const offer = mia.offers.getByRole('listitem').filter({ hasText: 'Who takes me?' })
  await offer.getByText(/^(\d+ s|\d+:\d\d) left$/).waitFor()
  await assertAccessible(mia.page, 'an offered chat')
  assert.equal(await buyer.log.getByText(/ joined the chat$/).count(), 0)
  assert.equal(await mia.row('Who takes me?').count(), 0)

  const tomas = await stage.works('tomas')
  await offer.getByRole('button', { name: /^Decline / }).click()
  await offer.waitFor({ state: 'detached' })
  await tomas.offers.getByRole('button', { name: /^Accept / }).click()
  await tomas.opens('Who takes me?')
  assert.equal(await buyer.agent(), 'Tomás Reyes')
  await tomas.log.getByText('Mia Lorenz declined').waitFor()
  await tomas.says('I do.')
  await buyer.sees('I do.')
})

scene('a chat is passed on with a note that only colleagues read', async (stage) => {
  const mia = await stage.works('mia', withAxe)
  const jonas = await stage.works('jonas')
  const buyer = await stage.asks('/demo/checkout', 'I furnish a whole hotel.')
  await mia.opens('I furnish a whole hotel.')
  await mia.page.getByRole('button', { name: 'Give to…' }).click()
  const dialog = mia.page.getByRole('dialog', { name: /^Give the chat with / })
  const away = dialog.getByRole('radio', { name: /^Tomás Reyes/ })
  assert.equal(await away.isDisabled(), true)
  await dialog.getByRole('radio', { name: /^Jonas Keller/ }).check()
  await dialog.getByRole('textbox', { name: /^What they should know/ }).fill('Forty rooms')
  await assertAccessible(mia.page, 'passing a chat on')
  await dialog.getByRole('button', { name: 'Give', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })

  await jonas.opens('I furnish a whole hotel.')
  await jonas.log.getByText('Mia Lorenz → Jonas Keller: “Forty rooms”').waitFor()
  await buyer.sees('Somebody else takes over')
  assert.equal(await buyer.agent(1), 'Jonas Keller')
  assert.equal(await buyer.count('Forty rooms'), 0)
  await jonas.says('Which city?')
  await buyer.sees('Which city?')
  assert.equal(await mia.row('I furnish a whole hotel.').count(), 0)
})

scene('a supervisor gives a waiting chat to somebody who is away, and is told so', async (stage) => {
  await stage.asks('/demo/careers', 'Do you hire?')
  const ada = await stage.signsIn('ada', '/console')
  await ada.page.getByRole('tab', { name: /Unmatched/ }).click()
  const row = ada.page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: 'Do you hire?' })
  await row.getByRole('button', { name: /^Give the chat with / }).click()
  const dialog = ada.page.getByRole('dialog', { name: /^Give the chat with / })
  await dialog.getByRole('radio', { name: /^Mia Lorenz/ }).check()
  await dialog.getByRole('button', { name: 'Give', exact: true }).click()
  await dialog.getByText('Given. Note about this colleague: offline.').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await row.waitFor({ state: 'detached' })
  const mia = await stage.signsIn('mia')
  await mia.opens('Do you hire?')
  await mia.log.getByText('Ada Brandt gave you the chat').waitFor()
})

scene('a visitor who is blocked is told so in place of being invited to write', async (stage) => {
  const mia = await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Buy my lamps instead!')
  await mia.opens('Buy my lamps instead!')
  const path = `${stage.server.url}/api/v1`
  const session = new URL(mia.page.url()).pathname.split('/').at(-1)
  const headers = { origin: stage.server.url }
  const found = await mia.page.request.get(`${path}/sessions/${session}`)
  const person = (await found.json()).visitor.id
  const blocked = await mia.page.request.post(`${path}/visitors/${person}/block`, { data: { reason: 'Adverts' }, headers })
  assert.equal(blocked.status(), 200)
  await visitor.isTold('This chat has ended. Write again whenever you like.')
  await visitor.field.fill('Lamps!')
  await visitor.field.press('Enter')
  await visitor.isTold('You cannot write here at the moment.')
  const unblocked = await stage.signsIn('ada').then(({ page }) => page.request.post(`${path}/visitors/${person}/unblock`, { headers }))
  assert.equal(unblocked.status(), 200)
  await visitor.window.getByRole('button', { name: 'Try again' }).click()
  await mia.opens('Lamps!')
})
