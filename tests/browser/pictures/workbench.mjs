// The workbench, as agents see it.
import { until } from '../support/browser.mjs'
import { CROSS, failFirst, listener, live, NOTED, SORRY, watchMoods } from '../support/plugins.mjs'
import { looks, shoot, withoutLanguage } from './shoot.mjs'

export const workbench = async (stage) => {
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

  for (const text of ['Do you ship to Norway?', 'Is the Fern lamp dimmable?']) {
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

export const workbenchMarks = async (stage) => {
  const pager = await listener()
  await watchMoods(stage.server, pager.url)
  await failFirst(stage.server)
  const mia = await stage.works('mia')
  const jonas = await stage.works('jonas')
  await stage.asks('/demo/checkout', 'Is the Fern lamp dimmable?')
  await mia.row('Is the Fern lamp dimmable?').waitFor()
  const visitor = await stage.asks('/demo/checkout', 'Hello, where is my parcel?')
  await mia.opens('Hello, where is my parcel?')
  await mia.says('Hello! Give me a moment, I will have a look.')
  await visitor.say(`It was promised for Monday. This is ${CROSS}!`)
  await visitor.sees(SORRY)
  // The hook hands it over to him.
  await jonas.opens(`It was promised for Monday. This is ${CROSS}!`)
  await jonas.log.getByText('Told Pager of the team lead').waitFor()
  const storageState = await jonas.context.storageState()
  const chat = new URL(jonas.page.url()).pathname
  for (const { name, options } of looks()) {
    const desk = await stage.arrives('jonas', chat, { ...options, storageState })
    await desk.log.getByText('Told Pager of the team lead').waitFor()
    await shoot(desk, `workbench-marks-${name}`)
    await desk.page.getByRole('button', { name: /^Why / }).click()
    await desk.page.getByText('“faulty” failed').scrollIntoViewIfNeeded()
    await shoot(desk, `workbench-why-failed-${name}`)
    await desk.page.goto(`${stage.server.url}/workbench`)
    await desk.row(NOTED.tag).waitFor()
    await shoot(desk, `workbench-marks-list-${name}`)
  }
  const chinese = await stage.arrives('jonas', chat, { locale: 'zh-CN', storageState })
  await chinese.log.getByText(SORRY).waitFor()
  await shoot(chinese, 'workbench-marks-zh-desktop-light')
  pager.close()
}

export const workbenchWhy = async (stage) => {
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

export const workbenchLife = async (stage) => {
  await live(stage.server, () =>
    stage.server.edit('groups/mall-care.yaml', 'answer: { within: 2m }', 'answer: { mode: offer, within: 10m }'),
  )
  const mia = await stage.works('mia')
  await stage.works('jonas')
  await stage.asks('/demo/checkout', 'I furnish a whole hotel.')
  const accept = mia.offers.getByRole('button', { name: /^Accept / })
  await accept.waitFor()
  const storageState = await mia.context.storageState()
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const desk = await stage.arrives('mia', '/workbench', { ...options, locale, storageState })
      await desk.page.getByText('I furnish a whole hotel.').first().waitFor()
      await shoot(desk, `workbench-offer-${locale.slice(0, 2)}-${name}`)
      await desk.page.locator('section a').first().click()
      await desk.log.waitFor()
      await shoot(desk, `workbench-offered-chat-${locale.slice(0, 2)}-${name}`)
    }
  }
  await accept.click()
  await mia.opens('I furnish a whole hotel.')
  await mia.page.getByRole('button', { name: 'Note', exact: true }).click()
  await mia.page.getByRole('textbox', { name: /^Write a note/ }).fill('Sounds like a matter for the trade desk.')
  await mia.page.keyboard.press('Enter')
  await mia.log.getByText('Sounds like a matter').waitFor()
  const chat = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const desk = await stage.arrives('mia', chat, { ...options, locale, storageState })
      await desk.log.getByText('Sounds like a matter').waitFor()
      await shoot(desk, `workbench-note-${locale.slice(0, 2)}-${name}`)
      await desk.page.getByRole('button', { name: /^(Give to…|转交…)$/ }).click()
      await desk.page.getByRole('radio').first().waitFor()
      await shoot(desk, `workbench-give-${locale.slice(0, 2)}-${name}`)
    }
  }
}

export const workbenchInbox = async (stage) => {
  const visitor = await stage.asks('/demo/checkout', 'Is anybody there?')
  await visitor.window.getByRole('button', { name: 'Leave a message' }).click()
  const form = visitor.window.getByRole('form')
  await form.getByRole('textbox', { name: 'Your name' }).fill('Rosa')
  await form.getByRole('textbox', { name: 'E-mail' }).fill('rosa@example.com')
  await form.getByRole('combobox').selectOption('other')
  await form.getByRole('textbox', { name: 'Your message' }).fill('Do you have the Fern lamp in green?')
  await form.getByRole('checkbox', { name: /^You may store/ }).check()
  await form.locator('button[type=submit]').click()
  await visitor.window.getByText('Thank you. We have your message').waitFor()

  const mia = await stage.signsIn('mia', '/workbench/left-messages')
  await mia.page.getByRole('link').filter({ hasText: 'Fern lamp' }).click()
  await mia.page.getByRole('textbox', { name: 'Note for colleagues' }).fill('The workshop has two of them.')
  await mia.page.getByRole('button', { name: 'Add note' }).click()
  await mia.page.getByRole('button', { name: 'Take' }).waitFor()
  const storageState = await mia.context.storageState()
  const path = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const desk = await stage.arrives('mia', '/workbench/left-messages', { ...options, locale, storageState })
      await desk.page.getByRole('link').filter({ hasText: 'Fern lamp' }).waitFor()
      await shoot(desk, `inbox-list-${locale.slice(0, 2)}-${name}`)
      await desk.page.goto(`${stage.server.url}${path}`)
      await desk.page.getByText('The workshop has two of them.').waitFor()
      await shoot(desk, `inbox-open-${locale.slice(0, 2)}-${name}`)
    }
  }
  await mia.page.getByRole('button', { name: 'Take' }).click()
  await mia.page.getByRole('textbox', { name: 'Your answer' }).fill('Yes, from next week on.')
  await shoot(mia, 'inbox-answer-en-desktop-light')
}

export const answeredLater = async (stage) => {
  await live(stage.server, () => {
    stage.server.edit('workspace.yaml', 'reopen_within: 24h', 'reopen_within: never')
    stage.server.edit('workspace.yaml', 'given: when_free', 'given: by_hand')
  })
  const leave = async (visitor, text) => {
    await visitor.window.getByRole('button', { name: 'Leave a message' }).click()
    const form = visitor.window.getByRole('form')
    await form.getByRole('textbox', { name: 'Your name' }).fill('Rosa')
    await form.getByRole('textbox', { name: 'E-mail' }).fill('rosa@example.com')
    await form.getByRole('combobox').selectOption('other')
    await form.getByRole('textbox', { name: 'Your message' }).fill(text)
    await form.getByRole('checkbox', { name: /^You may store/ }).check()
    await form.locator('button[type=submit]').click()
    await visitor.window.getByText('Thank you. We have your message').waitFor()
    await visitor.window.getByRole('button', { name: 'Back to the chat' }).click()
  }
  const visitor = await stage.asks('/demo/checkout', 'Is anybody there?')
  await leave(visitor, 'Do you have the Fern lamp in green, or in any other colour that goes with oak?')
  const other = await stage.asks('/demo/checkout', 'Hello?')
  await leave(other, 'Please call me back.')
  const mia = await stage.works('mia')
  await visitor.say('Something else: do you ship to Norway?')
  await mia.opens('Something else: do you ship to Norway?')
  const chat = new URL(mia.page.url()).pathname
  await mia.page.getByRole('link', { name: /Left messages/ }).click()
  await mia.page.getByRole('link').filter({ hasText: 'Please call me back.' }).click()
  await mia.page.getByRole('button', { name: 'Take' }).click()
  await mia.page.getByRole('link').filter({ hasText: 'Fern lamp' }).click()
  await mia.page.getByRole('button', { name: 'Take' }).click()
  await mia.page.getByRole('textbox', { name: 'Your answer' }).fill('Yes, from next week on: green, sand and black.')
  await mia.page.getByRole('button', { name: 'Answer', exact: true }).click()
  await mia.page.getByRole('region', { name: 'What was answered' }).waitFor()
  const left = new URL(mia.page.url()).pathname
  const storageState = await mia.context.storageState()
  const widgetState = await visitor.context.storageState()
  const third = await stage.asks('/demo/careers', 'Do you hire?')
  await leave(third, 'I can weld, and I would like to work for you.')
  const ada = await stage.signsIn('ada', '/workbench')
  const admin = await ada.context.storageState()
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const language = `${locale.slice(0, 2)}-${name}`
      const desk = await stage.arrives('mia', left, { ...options, locale, storageState })
      await desk.page.getByText('green, sand and black').waitFor()
      await shoot(desk, `answered-left-${language}`)
      await desk.page.goto(stage.server.url + chat)
      await desk.log.getByRole('link').filter({ hasText: 'Fern lamp' }).waitFor()
      await shoot(desk, `answered-chat-${language}`)
      const told = await stage.arrives('ada', '/workbench', { ...options, locale, storageState: admin })
      await told.page.locator('a[href^="/workbench/left-messages/"]').first().waitFor()
      await shoot(told, `answered-notices-${language}`)
      const again = await stage.comes('/demo/checkout', {
        ...options,
        locale,
        storageState: widgetState,
        setUp: withoutLanguage,
      })
      await again.open()
      await again.log.getByText('green, sand and black').waitFor()
      await again.log.locator('.quote').waitFor()
      await shoot(again, `answered-widget-${language}`)
    }
  }
  await shoot(visitor, 'answered-widget-same-page')
}

const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export const workbenchFiles = async (stage) => {
  const mia = await stage.works('mia')
  await stage.asks('/demo/checkout', 'Where is my parcel?')
  await mia.opens('Where is my parcel?')
  await mia.page.locator('input[type=file]').setInputFiles([
    { name: 'label.txt', mimeType: 'text/plain', buffer: Buffer.from('Parcel 12') },
    { name: 'film.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(12_000_000) },
  ])
  await mia.page.getByText(/^Too large: at most /).waitFor()
  await shoot(mia, 'workbench-attach-desktop-light')
  await mia.page.getByRole('button', { name: 'Remove film.mov' }).click()
  await mia.page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'parcel.png', mimeType: 'image/png', buffer: Buffer.from(PICTURE, 'base64') }])
  await mia.field.fill('Here is the label.')
  await mia.page.getByRole('button', { name: 'Send' }).click()
  await mia.log.getByRole('link', { name: /label\.txt/ }).waitFor()
  const storageState = await mia.context.storageState()
  const chat = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    const desk = await stage.arrives('mia', chat, { ...options, storageState })
    await desk.log.getByRole('link', { name: /label\.txt/ }).waitFor()
    await shoot(desk, `workbench-files-${name}`)
  }
}

export const workbenchDialogs = async (stage) => {
  const mia = await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Where is my parcel?')
  await mia.opens('Where is my parcel?')
  await mia.says('Let me look.')
  const storageState = await mia.context.storageState()
  const chat = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const language = `${locale.slice(0, 2)}-${name}`
      const desk = await stage.arrives('mia', chat, { ...options, locale, storageState })
      await desk.sees('Let me look.')
      const { page } = desk
      // Typing is told now and then only.
      await until('it is seen that the visitor writes', async () => {
        await visitor.field.press('h')
        return (await page.getByText(/is writing…|正在输入/).count()) > 0
      })
      await shoot(desk, `workbench-typing-${language}`)
      await page.getByRole('button', { name: /^(Tags of this chat|会话标签)/ }).click()
      await page.getByRole('dialog').getByRole('textbox').waitFor()
      await shoot(desk, `workbench-tags-${language}`)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^(Close chat|关闭会话)/ }).click()
      await page.getByRole('alertdialog').waitFor()
      await shoot(desk, `workbench-close-${language}`)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Mia Lorenz' }).click()
      await page.getByRole('menu').waitFor()
      await shoot(desk, `workbench-account-${language}`)
    }
  }
  await visitor.window.getByRole('button', { name: 'End chat' }).click()
  await visitor.window.getByRole('alertdialog').waitFor()
  await shoot(visitor, 'widget-end-desktop-light')
}
