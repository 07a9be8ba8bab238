// The chat window as a visitor meets it: nothing lost, nothing doubled, nothing stored too early, and open to everybody.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { PHONE, until } from './support/browser.mjs'
import { scene } from './support/scene.mjs'

scene('the conversation is still there after the page was loaded anew', async (stage) => {
  const mia = await stage.works('mia')
  const buyer = await stage.asks('/demo/checkout', 'Do you deliver to Bristol?')
  await mia.opens('Do you deliver to Bristol?')
  await mia.says('We do, in three days.')
  await buyer.sees('We do, in three days.')

  await buyer.page.reload()
  await buyer.open()
  await buyer.sees('We do, in three days.')
  await buyer.say('Thank you!')
  await mia.sees('Thank you!')
  for (const text of ['Do you deliver to Bristol?', 'We do, in three days.', 'Thank you!']) {
    assert.equal(await buyer.count(text), 1, text)
    assert.equal(await mia.count(text), 1, text)
  }
  assert.deepEqual(await buyer.agents(), ['Mia Lorenz'])
})

scene('what is written while the server is away arrives later, in order and once', async (stage) => {
  const mia = await stage.works('mia')
  const buyer = await stage.asks('/demo/checkout', 'Hello')
  await mia.opens('Hello')
  await buyer.log.getByText('Read', { exact: true }).waitFor()

  await stage.server.kill()
  await buyer.isTold('Connection lost. Reconnecting…')
  await buyer.say('One')
  await buyer.say('Two')
  await until('both are marked', async () => (await buyer.count('Sending…')) === 2)
  await mia.connectionLost.waitFor()
  await mia.says('An answer meanwhile')
  await mia.log.getByText('Waiting for the connection').waitFor()

  await stage.server.run()
  await mia.sees('Two')
  await buyer.sees('An answer meanwhile')
  await until('nothing is on its way', async () => (await buyer.count('Sending…')) === 0)
  await mia.connectionLost.waitFor({ state: 'hidden' })

  const transcript = await mia.transcript()
  assert.deepEqual(
    transcript.map(({ seq }) => seq),
    transcript.map((_, at) => at + 1),
    'the numbers have no hole',
  )
  const said = transcript.filter(({ sender }) => sender.party === 'visitor').map(({ body }) => body.text)
  assert.deepEqual(said, ['Hello', 'One', 'Two'])
  for (const text of ['One', 'Two', 'An answer meanwhile']) {
    assert.equal(await buyer.count(text), 1, text)
    assert.equal(await mia.count(text), 1, text)
  }
})

scene('what was not sent when the page went is sent by the next', async (stage) => {
  const mia = await stage.works('mia')
  const buyer = await stage.asks('/demo/checkout', 'Hello')
  await mia.opens('Hello')
  await stage.server.kill()
  await buyer.isTold('Connection lost. Reconnecting…')
  await buyer.say('Written in the dark')
  await buyer.page.goto('about:blank')
  await stage.server.run()
  await mia.connectionLost.waitFor({ state: 'hidden' })

  await buyer.page.goto(`${stage.server.url}/demo/checkout`)
  await buyer.open()
  await mia.sees('Written in the dark')
  await buyer.sees('Written in the dark')
  assert.equal(await buyer.count('Written in the dark'), 1)
  assert.equal(await mia.count('Written in the dark'), 1)
})

scene('a Chinese visitor reads Chinese and is answered at the Chinese desk', async (stage) => {
  const li = await stage.works('li')
  // A site that says no language of its own: the browser's counts.
  const site = '<!doctype html><title>商店</title><script async src="/usher.js" data-channel="mall"></script>'
  const buyer = await stage.comes('/demo/checkout', {
    locale: 'zh-CN',
    setUp: (context) =>
      context.route('**/demo/checkout', (route) =>
        route.fulfill({ contentType: 'text/html; charset=utf-8', body: site }),
      ),
  })
  assert.equal(await buyer.page.locator('usher-chat').getByRole('button', { name: '咨询客服' }).count(), 1)
  await buyer.open()
  await buyer.window.getByRole('heading', { name: '流明家居商城' }).waitFor()
  await buyer.sees('您好！灯具、订单、配送，尽管问我们。')
  await buyer.window.getByRole('textbox', { name: '请输入消息…' }).waitFor()
  await buyer.say('落地灯有货吗？')
  await buyer.sees('Li Wei 已加入会话')
  await buyer.sees('欢迎光临流明家居！我来为您服务，请问有什么可以帮您？')
  assert.equal(await buyer.window.locator('html').getAttribute('lang'), 'zh-CN')
  await li.row('落地灯有货吗？').waitFor()
})

scene('on a phone the window takes the whole screen, and the back button closes it', async (stage) => {
  const buyer = await stage.comes('/demo/checkout', PHONE)
  await buyer.launcher.tap()
  await buyer.field.waitFor()
  const frame = buyer.page.locator('usher-chat iframe')
  const box = await until('the window has grown', async () => {
    const now = await frame.boundingBox()
    return now.x === 0 && now.y === 0 && now
  })
  assert.deepEqual(box, { x: 0, y: 0, width: 390, height: 844 })
  // Smaller letters make a phone zoom into the field.
  const size = await buyer.field.evaluate((field) => Number.parseFloat(getComputedStyle(field).fontSize))
  assert.ok(size >= 16, `the field has letters of ${size} px`)
  const wide = await buyer.window.locator('html').evaluate((root) => root.scrollWidth)
  assert.equal(wide, 390)

  await buyer.page.goBack()
  await frame.waitFor({ state: 'hidden' })
  assert.equal(new URL(buyer.page.url()).pathname, '/demo/checkout')
})

scene('the keyboard alone opens the chat, writes and closes it', async (stage) => {
  const mia = await stage.works('mia')
  const buyer = await stage.comes('/demo/checkout')
  const { keyboard } = buyer.page
  const focused = () => buyer.launcher.evaluate((button) => button === button.getRootNode().activeElement)
  await until('the button is reached', async () => {
    await keyboard.press('Tab')
    return focused()
  })
  await keyboard.press('Enter')
  await buyer.field.waitFor()
  await until('the field is ready', () => buyer.field.evaluate((field) => field === document.activeElement))
  await keyboard.type('From the keys')
  await keyboard.press('Shift+Enter')
  await keyboard.type('in two lines')
  await keyboard.press('Enter')
  await mia.row('From the keys in two lines').waitFor()
  assert.equal(await buyer.launcher.getAttribute('aria-expanded'), 'true')

  await keyboard.press('Escape')
  await buyer.page.locator('usher-chat iframe').waitFor({ state: 'hidden' })
  await until('the focus is back', focused)
  assert.equal(await buyer.launcher.getAttribute('aria-expanded'), 'false')
})

scene('before the first opening two files are loaded and nothing is stored', async (stage) => {
  const asked = []
  const buyer = await stage.comes('/demo/official', {
    setUp: (_, page) => {
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      page.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname))
    },
  })
  await buyer.page.waitForLoadState('networkidle')
  const ours = asked.filter((path) => path !== '/demo/official' && !path.startsWith('/demo/shop.'))
  assert.deepEqual(ours, ['/usher.js', '/api/v1/widget/official/config'])
  assert.deepEqual(await buyer.context.storageState({ indexedDB: true }), { cookies: [], origins: [] })
  assert.deepEqual(await buyer.page.evaluate(() => Object.keys(sessionStorage)), [])
  assert.equal(buyer.page.frames().length, 1)
})

for (const colorScheme of ['light', 'dark']) {
  scene(`axe finds nothing wrong with the button and the window, ${colorScheme}`, async (stage) => {
    const mia = await stage.works('mia')
    const buyer = await stage.comes('/demo/checkout', { colorScheme, ...withAxe })
    await assertAccessible(buyer.page, 'the closed chat', 'usher-chat')
    await buyer.open()
    await buyer.say('Is it yours?')
    await mia.opens('Is it yours?')
    await mia.says('It is.')
    await buyer.sees('It is.')
    await mia.field.fill('See https://example.com/terms')
    await mia.field.press('Enter')
    await buyer.window.getByRole('link', { name: 'https://example.com/terms' }).waitFor()
    await assertAccessible(buyer.page, 'the open chat', 'usher-chat')
    await mia.closes()
    await buyer.isTold('This chat has ended. Write again whenever you like.')
    await assertAccessible(buyer.page, 'the ended chat', 'usher-chat')
  })
}
