// What a visitor leaves while nobody can answer: taken and answered by an agent. And files that an agent sends.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { until } from './support/browser.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

const QUESTION = 'Do you have the Fern lamp in green?'
const ANSWER = 'Yes, from next week on.'

/** Words on the desktop are kept instead of shown; the page thinks that nobody looks at it. */
const listening = {
  setUp: async (context) => {
    await withAxe.setUp(context)
    await context.addInitScript(() => {
      globalThis.told = []
      globalThis.Notification = class {
        static permission = 'granted'
        constructor(text) {
          globalThis.told.push(text)
        }
      }
      document.hasFocus = () => false
    })
  },
}

/** Fills in the form that stands where nobody answers. */
async function leaves(visitor) {
  await visitor.window.getByRole('button', { name: 'Leave a message' }).click()
  const form = visitor.window.getByRole('form')
  await form.getByRole('textbox', { name: 'Your name' }).fill('Rosa')
  await form.getByRole('textbox', { name: 'E-mail' }).fill('rosa@example.com')
  await form.getByRole('combobox').selectOption('other')
  await form.getByRole('textbox', { name: 'Your message' }).fill(QUESTION)
  await form.getByRole('checkbox', { name: /^You may store/ }).check()
  await form.locator('button[type=submit]').click()
  await visitor.window.getByText('Thank you. We have your message').waitFor()
  await visitor.window.getByRole('button', { name: 'Back to the chat' }).click()
}

scene('a left message is taken, noted about and answered, and the visitor reads the answer', async (stage) => {
  const visitor = await stage.asks('/demo/checkout', 'Is anybody there?')
  const mia = await stage.signsIn('mia', '/workbench', withAxe)
  await leaves(visitor)
  const { page } = mia
  await page.getByRole('link', { name: /Left messages\s*1 open/ }).click()
  const list = page.getByRole('navigation', { name: 'Left messages' })
  await list.getByRole('link').filter({ hasText: QUESTION }).click()
  await page.getByRole('heading', { level: 1, name: /rosa@example\.com/ }).waitFor()
  await assertAccessible(page, 'an open left message')

  await page.getByRole('button', { name: 'Take' }).click()
  await page.getByRole('textbox', { name: 'Note for colleagues' }).fill('Asked the workshop.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await page.getByText('Asked the workshop.').waitFor()

  // A colleague who looks at it is told who has it.
  const tomas = await stage.signsIn('tomas', new URL(page.url()).pathname)
  await tomas.page.getByText('Mia Lorenz answers this message.').waitFor()
  assert.equal(await tomas.page.getByRole('button', { name: 'Take' }).count(), 0)

  await page.getByRole('textbox', { name: 'Your answer' }).fill(ANSWER)
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  await page.getByText(/^Answered by Mia Lorenz/).waitFor()
  await tomas.page.getByText(/^Answered by Mia Lorenz/).waitFor()
  await visitor.sees(ANSWER)

  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByText('Nothing is left to do here.').waitFor()
  await list.getByRole('radio', { name: 'Open' }).check()
  await list.getByText('Nothing is open').waitFor()
  await list.getByRole('radio', { name: 'Done' }).check()
  await list.getByRole('link').filter({ hasText: QUESTION }).waitFor()
  const csv = await page.request.get(await list.getByRole('link', { name: 'CSV' }).evaluate(({ href }) => href))
  assert.match(await csv.text(), /Fern lamp in green/)
})

scene('an answer that comes into a later chat says what it answers, to the visitor and to agents', async (stage) => {
  await live(stage.server, () => {
    stage.server.edit('workspace.yaml', 'reopen_within: 24h', 'reopen_within: never')
    stage.server.edit('workspace.yaml', 'given: when_free', 'given: by_hand')
  })
  const visitor = await stage.asks('/demo/checkout', 'Is anybody there?', withAxe)
  await leaves(visitor)
  const mia = await stage.works('mia', withAxe)
  const { page } = mia
  await page.getByRole('link', { name: /Left messages\s*1 open/ }).waitFor()
  // By now the visitor has another chat, with a colleague of hers.
  await visitor.say('Something else now.')
  await visitor.agent()
  await page.getByRole('link', { name: /Left messages/ }).click()
  await page.getByRole('link').filter({ hasText: QUESTION }).click()
  await page.getByRole('button', { name: 'Take' }).click()
  await page.getByRole('textbox', { name: 'Your answer' }).fill(ANSWER)
  await page.getByRole('button', { name: 'Answer', exact: true }).click()

  const replies = page.getByRole('region', { name: 'What was answered' })
  await replies.getByText(ANSWER).waitFor()
  await replies.getByText(/^Mia Lorenz · /).waitFor()
  await assertAccessible(page, 'an answered left message')
  await visitor.log.getByText(ANSWER).last().waitFor()
  const quote = visitor.log.getByRole('button', { name: /^In answer to the message you left on / })
  await quote.getByText(QUESTION).waitFor()
  await assertAccessible(visitor.page, 'an answer to a left message', 'usher-chat')
  await quote.press('Enter')
  await until('the form has the focus', () =>
    visitor.log.locator('.message', { hasText: 'rosa@example.com' }).evaluate((row) => row === document.activeElement),
  )
  // After a reload the earlier chat is not on the page any more; the line still says what is answered.
  await visitor.page.reload()
  await visitor.open()
  await visitor.log.getByText(/^In answer to the message you left on /).waitFor()

  await replies.getByRole('link', { name: 'In the chat' }).click()
  await mia.log.getByText(ANSWER).last().waitFor()
  const back = mia.log.getByRole('link', { name: /^In answer to the message left / })
  await back.getByText(QUESTION).waitFor()
  await assertAccessible(page, 'a chat with an answer to a left message')
  await back.press('Enter')
  await replies.waitFor()
})

scene('the way to the left messages counts them as they come and go', async (stage) => {
  const mia = await stage.signsIn('mia')
  const entry = mia.page.getByRole('link', { name: /^Left messages/ })
  const says = (text) => until(`the entry says ${text}`, async () => (await entry.innerText()).replace(/\s+/g, ' ') === text)
  await says('Left messages')
  const visitor = await stage.asks('/demo/checkout', 'Is anybody there?')
  await leaves(visitor)
  await says('Left messages 1 open')
  const tomas = await stage.signsIn('tomas', '/workbench/left-messages')
  await tomas.page.getByRole('link').filter({ hasText: QUESTION }).click()
  await tomas.page.getByRole('button', { name: 'Take' }).click()
  await says('Left messages')
  await tomas.page.getByRole('link', { name: 'Back to your chats' }).click()
  await tomas.page.getByRole('link', { name: /^Left messages\s*1 yours$/ }).waitFor()
})

scene('an admin is told of a left message without a group, in the console too, and led to it', async (stage) => {
  const ada = await stage.signsIn('ada', '/console', listening)
  await ada.page.waitForFunction(() => performance.now() > 5_000)
  const visitor = await stage.asks('/demo/careers', 'Do you hire?')
  await leaves(visitor)
  const notice = ada.page.getByRole('status').filter({ hasText: 'A visitor left a message that no rule leads to a group.' })
  await notice.getByRole('link', { name: 'Look at it' }).first().waitFor()
  await assertAccessible(ada.page, 'a notice of a left message')
  await until('the tab counts what waits', async () => /^\(\d\) Console/.test(await ada.page.title()))
  const told = await ada.page.evaluate(() => globalThis.told)
  assert.ok(told.includes('A visitor left a message that no rule leads to a group.'), `on the desktop: ${told}`)
  await notice.getByRole('link', { name: 'Look at it' }).first().click()
  await ada.page.getByRole('heading', { level: 1, name: /rosa@example\.com/ }).waitFor()
  const path = new URL(ada.page.url()).pathname
  assert.match(path, /^\/workbench\/left-messages\//)
  await ada.page.goto(`${stage.server.url}/workbench`)
  await ada.page.getByRole('link', { name: /Left messages\s*1 open · 1 without a group/ }).waitFor()
  const shown = ada.page.locator('[role=status]').getByText('no rule leads to a group')
  await shown.waitFor()
  // It is over for everybody once somebody takes it, and stays until it is read.
  await ada.page.goto(stage.server.url + path)
  await ada.page.getByRole('button', { name: 'Take' }).click()
  const over = ada.page.getByRole('status').filter({ hasText: 'Somebody has it by now.' })
  await over.waitFor()
  await until('the tab counts it no more', async () => !/^\(/.test(await ada.page.title()))
  await assertAccessible(ada.page, 'a notice that is over')
  await ada.page.reload()
  await over.waitFor()
  // That of the chat, and that of the message.
  for (let left = 2; left > 0; left--) await ada.page.getByRole('button', { name: 'Dismiss' }).first().click()
  await shown.waitFor({ state: 'detached' })
  await ada.page.reload()
  await ada.page.getByRole('heading', { level: 1, name: /rosa@example\.com/ }).waitFor()
  assert.equal(await ada.page.getByRole('button', { name: 'Dismiss' }).count(), 0, 'what was read stays read')
})

scene('whoever comes second to a left message is told so', async (stage) => {
  const visitor = await stage.asks('/demo/checkout', 'Is anybody there?')
  await leaves(visitor)
  const mia = await stage.signsIn('mia', '/workbench/left-messages')
  await mia.page.getByRole('link').filter({ hasText: QUESTION }).click()
  await mia.page.getByRole('button', { name: 'Take' }).waitFor()
  const path = new URL(mia.page.url()).pathname
  const tomas = await stage.signsIn('tomas', path)
  await tomas.page.getByRole('button', { name: 'Take' }).waitFor()
  // The second click is already on its way when the first one is told.
  await mia.page.route(/\/take$/, async (route) => {
    await tomas.page.getByRole('button', { name: 'Take' }).click()
    await tomas.page.getByRole('textbox', { name: 'Your answer' }).waitFor()
    await route.continue()
  })
  await mia.page.getByRole('button', { name: 'Take' }).click()
  await mia.page.getByText('A colleague has taken this message meanwhile.').waitFor()
  await mia.page.getByText('Tomás Reyes answers this message.').waitFor()
})

scene('an agent sends files, is told of those that cannot go, and takes words back', async (stage) => {
  const mia = await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Where is my parcel?')
  await mia.opens('Where is my parcel?')
  const { page } = mia
  const picker = page.locator('input[type=file]')
  await picker.setInputFiles([
    { name: 'label.txt', mimeType: 'text/plain', buffer: Buffer.from('Parcel 12') },
    { name: 'film.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(12_000_000) },
  ])
  await page.getByText(/^Too large: at most /).waitFor()
  await page.getByRole('button', { name: 'Remove film.mov' }).click()
  await mia.field.fill('Here is the label.')
  await page.getByRole('button', { name: 'Send' }).click()
  await mia.log.getByRole('link', { name: /label\.txt/ }).waitFor()
  await visitor.log.getByText('Here is the label.').first().waitFor()
  await visitor.log.getByRole('link', { name: /label\.txt/ }).waitFor()

  await mia.says('This was meant for somebody else.')
  await visitor.sees('This was meant for somebody else.')
  await page.getByRole('button', { name: 'Take back' }).last().press('Enter')
  await mia.log.getByText('Message taken back').waitFor()
  await visitor.log.getByText('Message taken back').waitFor()
  assert.equal(await visitor.count('This was meant for somebody else.'), 0)
})
