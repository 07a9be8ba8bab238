// The main job: each site's visitors reach its agents, by load or in turns, and they talk until one of them ends it.
import assert from 'node:assert/strict'
import { until } from './support/browser.mjs'
import { scene } from './support/scene.mjs'

const ENDED = 'This chat has ended. Write again to begin a new one.'

scene('each site’s visitor reaches that site’s agent, and they talk until the chat is closed', async (stage) => {
  const mia = await stage.works('mia')
  const jonas = await stage.works('jonas')
  const buyer = await stage.asks('/demo/checkout', 'Can I change my address?')
  const planner = await stage.asks('/demo/official', 'We plan a hotel.')

  await mia.row('Can I change my address?').waitFor()
  await jonas.row('We plan a hotel.').waitFor()
  assert.equal(await buyer.agent(), 'Mia Lorenz')
  assert.equal(await planner.agent(), 'Jonas Keller')
  assert.equal(await mia.list.getByRole('link').count(), 1)
  assert.equal(await jonas.list.getByRole('link').count(), 1)

  // Not looked at yet: counted for the agent, only sent for the visitor.
  await buyer.say('It is urgent')
  await mia.row('It is urgent').filter({ hasText: '2 unread messages' }).waitFor()
  await until('the count leads the title', async () => (await mia.page.title()).startsWith('(2) '))
  await buyer.log.getByText('Sent', { exact: true }).waitFor()

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

  // Writing again begins anew, below what was said before.
  await buyer.say('One more thing')
  await mia.row('One more thing').waitFor()
  assert.equal(await buyer.agent(1), 'Mia Lorenz')
  assert.equal(await buyer.count('It is urgent'), 1)

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
  await mia.log.getByText('Sent', { exact: true }).waitFor()

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
  await buyer.isTold('Nobody is online at the moment. Your message is kept, and we answer here as soon as we are back.')
  const mia = await stage.works('mia')
  await mia.opens('Is anybody there?')
  assert.equal(await buyer.agent(), 'Mia Lorenz')
})
