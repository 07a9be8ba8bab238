// The widget, as visitors see it.
import { live } from '../support/plugins.mjs'
import { looks, shoot, withoutLanguage } from './shoot.mjs'

export const shop = async (stage) => {
  for (const { name, options } of looks()) {
    const visitor = await stage.comes('/demo', options)
    await shoot(visitor, `shop-${name}`)
  }
  const official = await stage.comes('/demo/official')
  await shoot(official, 'official-desktop-light')
}

export const widgetEmpty = async (stage) => {
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const visitor = await stage.comes('/demo', { ...options, locale, setUp: withoutLanguage })
      await visitor.open()
      await shoot(visitor, `widget-empty-${locale.slice(0, 2)}-${name}`)
    }
  }
}

export const widgetChat = async (stage) => {
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
    await visitor.isTold('This chat has ended. Write again whenever you like.')
    await shoot(visitor, `widget-closed-en-${name}`)
  }
}

export const widgetChinese = async (stage) => {
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
    await visitor.isTold('本次会话已结束，需要时可随时继续发消息。')
    await shoot(visitor, `widget-closed-zh-${name}`)
  }
}

export const widgetQueued = async (stage) => {
  for (const { name, options } of looks()) {
    for (const [locale, text, told] of [
      ['en-GB', 'Is anybody there?', /^You are number/],
      ['zh-CN', '有人在吗？', /^您排在/],
    ]) {
      const visitor = await stage.asks('/demo/checkout', text, { ...options, locale, setUp: withoutLanguage })
      await visitor.status.getByText(told).waitFor()
      await shoot(visitor, `widget-queued-${locale.slice(0, 2)}-${name}`)
    }
  }
}

export const widgetOffline = async (stage) => {
  await stage.works('mia')
  const visitor = await stage.asks('/demo/checkout', 'Hello!')
  await visitor.agent()
  await stage.server.kill()
  await visitor.isTold('Connection lost. Reconnecting…')
  await visitor.say('Is this still arriving?')
  await shoot(visitor, 'widget-offline-en-desktop-light')
}

export const widgetAway = async (stage) => {
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

export const widgetForm = async (stage) => {
  for (const { name, options } of looks()) {
    for (const [locale, text, leave] of [
      ['en-GB', 'Is anybody there?', 'Leave a message'],
      ['zh-CN', '有人在吗？', '留言'],
    ]) {
      const visitor = await stage.asks('/demo/checkout', text, { ...options, locale, setUp: withoutLanguage })
      await visitor.window.getByRole('button', { name: leave }).click()
      const form = visitor.window.getByRole('form')
      await form.waitFor()
      await shoot(visitor, `widget-form-${locale.slice(0, 2)}-${name}`)
      await form.locator('button[type=submit]').click()
      await form.getByRole('alert').waitFor()
      await shoot(visitor, `widget-form-wrong-${locale.slice(0, 2)}-${name}`)
      if (locale !== 'en-GB') continue
      await form.getByRole('textbox', { name: 'Your name' }).fill('Mia')
      await form.getByRole('textbox', { name: 'E-mail' }).fill('mia@example.com')
      await form.getByRole('combobox').selectOption('other')
      await form.getByRole('textbox', { name: 'Your message' }).fill('Do you have the Fern lamp in green?')
      await form.getByRole('checkbox', { name: /^You may store/ }).check()
      await form.locator('button[type=submit]').click()
      await visitor.window.getByText('Thank you. We have your message').waitFor()
      await shoot(visitor, `widget-form-thanks-${name}`)
      await visitor.window.getByRole('button', { name: 'Back to the chat' }).click()
      await visitor.sees('You left a message')
      await shoot(visitor, `widget-left-${name}`)
    }
  }
}

const FILES = [
  { name: 'living-room-floor-plan.txt', mimeType: 'text/plain', buffer: Buffer.from('two rooms, one lamp each') },
  { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
]

export const widgetBefore = async (stage) => {
  const { server } = stage
  await live(server, () => {
    // The stories of the rules that begin here with a message would not let the form be.
    server.save('tests/stories.yaml', server.rule('tests/stories.yaml').split('  - name: a chat that falls silent')[0])
    server.save(
      'forms/shop-inquiry.yaml',
      `${server.rule('forms/trade-inquiry.yaml').trimEnd()}\n  - { id: plan, type: file, label: { en: Floor plan, zh: 平面图 } }\n`,
    )
    server.edit('channels/mall.yaml', 'name: Online shop\n', 'name: Online shop\npre_chat: shop-inquiry\n')
  })
  await stage.works('mia')
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const visitor = await stage.comes('/demo/checkout', { ...options, locale, setUp: withoutLanguage })
      await visitor.launcher.click()
      const form = visitor.window.getByRole('form')
      await form.waitFor()
      await shoot(visitor, `widget-before-${locale.slice(0, 2)}-${name}`)
      await form.locator('button[type=submit]').click()
      await form.locator('.wrong').first().waitFor()
      await form.locator('input[type=file]').setInputFiles(FILES[0])
      await form.locator('.attached .file-size').waitFor()
      await shoot(visitor, `widget-before-wrong-${locale.slice(0, 2)}-${name}`)
      if (locale !== 'en-GB') continue
      await form.getByRole('textbox', { name: 'Company' }).fill('Harbour Hotels')
      await form.getByRole('textbox', { name: /^How many lamps/ }).fill('120')
      await form.locator('button[type=submit]').click()
      await visitor.sees('Harbour Hotels')
      await visitor.log.getByText(/ joined the chat$/).waitFor()
      await shoot(visitor, `widget-begun-${name}`)
    }
  }
}

export const widgetFiles = async (stage) => {
  const mia = await stage.works('mia')
  for (const { name, options } of looks()) {
    const visitor = await stage.asks('/demo/checkout', `Does it fit here? (${name})`, options)
    await mia.opens(`Does it fit here? (${name})`)
    const picture = await visitor.page.screenshot({ clip: { x: 0, y: 0, width: 360, height: 220 } })
    const input = visitor.window.locator('input[type=file]')
    await input.setInputFiles([{ name: 'room.png', mimeType: 'image/png', buffer: picture }, ...FILES])
    await visitor.window.locator('.attached .file-size').nth(1).waitFor()
    await shoot(visitor, `widget-files-chosen-${name}`)
    await visitor.field.fill('The room, and its plan')
    await visitor.window.getByRole('button', { name: 'Send', exact: true }).click()
    await visitor.log.getByText('The room, and its plan').waitFor()
    await visitor.window.getByRole('button', { name: 'Remove empty.txt' }).click()
    await visitor.log.locator('.files img').waitFor()
    await mia.says('It does, thank you for the plan.')
    await visitor.sees('It does, thank you for the plan.')
    await visitor.say('And this was not meant for you')
    const last = visitor.log.locator('.message', { hasText: 'And this was not meant for you' })
    await last.hover()
    await shoot(visitor, `widget-files-${name}`)
    await last.getByRole('button', { name: 'Take back' }).click()
    await visitor.sees('Message taken back')
    await shoot(visitor, `widget-taken-back-${name}`)
    await mia.closes()
  }
}
