// Forms before chats, files and taking back, as a visitor meets them: what is sent arrives with the agent.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { until } from './support/browser.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

/** A form before each chat of the online shop. The stories of the rules that begin there with a message go. */
const asksFirst = ({ server }, file = '') =>
  live(server, () => {
    const [stories] = server.rule('tests/stories.yaml').split('  - name: a chat that falls silent')
    server.save('tests/stories.yaml', stories)
    const project = server.rule('forms/trade-inquiry.yaml').trimEnd()
    server.save('forms/shop-inquiry.yaml', `${project}\n${file}`)
    server.edit('channels/mall.yaml', 'name: Online shop\n', 'name: Online shop\npre_chat: shop-inquiry\n')
  })

const DRAWING = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('two rooms, one lamp each') }
/** One pixel, to be seen as a picture. */
const PICTURE = {
  name: 'lamp.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
}

const opened = async (visitor) => {
  await visitor.launcher.click()
  const form = visitor.window.getByRole('form', { name: 'About your project' })
  await form.waitFor()
  return form
}

scene('a chat begins with the form of its channel', async (stage) => {
  await asksFirst(stage, '  - { id: plan, type: file, label: Plan, required: true, file_size: 1MB, accept: [text/plain] }\n')
  const mia = await stage.works('mia')
  const visitor = await stage.comes('/demo/checkout', withAxe)
  const form = await opened(visitor)
  assert.equal(await visitor.window.getByRole('textbox', { name: 'Write a message…' }).count(), 0)
  const start = form.getByRole('button', { name: 'Start chat' })
  await start.click()
  await form.getByText('Please fill this in.').first().waitFor()
  await assertAccessible(visitor.page, 'the form before the chat', 'usher-chat')

  await form.getByRole('textbox', { name: 'Company' }).fill('Harbour Hotels')
  await form.locator('input[type=file]').setInputFiles(DRAWING)
  await form.getByText('0.1 kB').waitFor()
  await stage.server.kill()
  await start.click()
  await form.getByText('This could not be sent. Please try again in a moment.').waitFor()
  assert.equal(await form.getByRole('textbox', { name: 'Company' }).inputValue(), 'Harbour Hotels')
  await stage.server.run()
  await start.click()
  await visitor.sees('Harbour Hotels')
  await visitor.log.getByRole('link', { name: /plan\.txt/ }).waitFor()
  await visitor.say('And in green?')

  await mia.opens('And in green?')
  const [first, ...others] = await mia.transcript()
  assert.deepEqual([first.body.kind, first.body.answers[0].answer], ['pre_chat', 'Harbour Hotels'])
  assert.equal(first.body.files[0].name, 'plan.txt')
  assert.equal(others.filter(({ body }) => body.text === 'And in green?').length, 1)
  await visitor.page.reload()
  await visitor.open()
  await visitor.sees('Harbour Hotels')
})

scene('a message that needs the form waits for it and is sent after', async (stage) => {
  const mia = await stage.works('mia')
  await live(stage.server, () => stage.server.edit('workspace.yaml', 'reopen_within: 24h', 'reopen_within: never'))
  const visitor = await stage.asks('/demo/checkout', 'Hello')
  await mia.opens('Hello')
  await mia.closes()
  await visitor.isTold('This chat has ended. Write again whenever you like.')
  await asksFirst(stage)
  await visitor.say('Do you have it in green?')
  const form = visitor.window.getByRole('form', { name: 'About your project' })
  await form.getByText('Your message is sent as soon as this is filled in.').waitFor()
  await form.getByRole('textbox', { name: 'Company' }).fill('Harbour Hotels')
  await form.getByRole('button', { name: 'Start chat' }).click()
  await mia.row('Do you have it in green?').waitFor()
  await until('nothing is on its way', async () => (await visitor.count('Sending…')) === 0)
  assert.equal(await visitor.count('Do you have it in green?'), 1)
})

scene('files go along with a message, and the agent opens them', async (stage) => {
  const mia = await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Hello', withAxe)
  await mia.opens('Hello')
  const chosen = visitor.window.getByRole('list', { name: 'Files to send' })
  const input = visitor.window.locator('input[type=file]')
  const empty = { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }
  await input.setInputFiles([DRAWING, PICTURE, empty])
  await chosen.getByText('This file is empty').waitFor()
  await chosen.getByRole('button', { name: 'Remove empty.txt' }).click()
  await until('two are chosen', async () => (await chosen.getByRole('listitem').count()) === 2)
  const send = visitor.window.getByRole('button', { name: 'Send', exact: true })
  await until('they are uploaded', () => send.isEnabled())
  await assertAccessible(visitor.page, 'files to send', 'usher-chat')
  await send.click()
  const link = visitor.log.getByRole('link', { name: /plan\.txt/ })
  await link.waitFor()
  await until('the picture is drawn', () =>
    visitor.log.locator('.files img').evaluate((picture) => picture.complete && picture.naturalWidth === 1),
  )
  const sent = await until('the agent has them', async () =>
    (await mia.transcript()).find(({ body }) => body.kind === 'files'),
  )
  assert.deepEqual([sent.body.text, sent.body.files.map(({ name }) => name)], ['', ['plan.txt', 'lamp.png']])
  const answer = await mia.context.request.get(stage.server.url + sent.body.files[0].url)
  assert.equal(await answer.text(), 'two rooms, one lamp each')
  assert.equal(await chosen.count(), 0)
})

scene('a message is taken back while there is time', async (stage) => {
  const mia = await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Hello')
  await mia.opens('Hello')
  await visitor.say('My card number is 1234')
  await mia.sees('My card number is 1234')
  const message = visitor.log.locator('.message', { hasText: 'My card number is 1234' })
  await message.hover()
  await message.getByRole('button', { name: 'Take back' }).click()
  await visitor.sees('Message taken back')
  assert.equal(await visitor.count('My card number is 1234'), 0)
  await until('it is gone for the agent', async () => (await mia.count('My card number is 1234')) === 0)

  await live(stage.server, () => stage.server.save('workspace.yaml', `${stage.server.rule('workspace.yaml').trimEnd()}\nrecall_within: 1s\n`))
  await visitor.say('One more thing')
  const late = visitor.log.locator('.message', { hasText: 'One more thing' })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await late.hover()
  await late.getByRole('button', { name: 'Take back' }).click()
  await late.getByText('Too late to take this back').waitFor()
  await until('it is not offered any more', async () => (await late.getByRole('button', { name: 'Take back' }).count()) === 0)
})
