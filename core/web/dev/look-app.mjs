// Looks at every page and state of the workbench and the console, in both themes, languages and sizes: writes pictures
// to the folder given (default dist/shots) and fails on what axe finds or on anything the security policy had to block.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startMock } from './mock-agent.mjs'

const out = process.argv[2] ?? 'dist/shots'
const only = process.argv[3]
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
mkdirSync(out, { recursive: true })

const browser = await chromium.launch({
  executablePath: process.env['USHER_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const problems = []

/** @param {string} name @param {object} options @param {(page: import('playwright-core').Page, mock: Awaited<ReturnType<typeof startMock>>) => Promise<void>} act */
async function look(name, options, act) {
  if (only && !name.includes(only)) return
  const { path = '/workbench', size = desktop, dark = false, zh = false, ...rest } = options
  const mock = await startMock(rest)
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: 1,
    colorScheme: dark ? 'dark' : 'light',
    locale: zh ? 'zh-CN' : 'en-GB',
    hasTouch: size === phone,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    // Only so that axe may be put into the page; what the policy blocks is listened for below.
    bypassCSP: true,
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/status of 4\d\d|WebSocket|ERR_/.test(line.text()))
      problems.push(`${name}: ${line.text()}`)
  })
  try {
    await page.goto(mock.url + path)
    await act(page, mock)
    await page.waitForTimeout(250)
    await page.screenshot({ path: join(out, `${name}.png`) })
    await page.evaluate(axe)
    const found = await page.evaluate(
      (landmarks) =>
        globalThis.axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
          rules: { region: { enabled: landmarks } },
        }),
      // A popover's dialog stands outside of the landmarks: it is inside none of them, and covers none of them.
      !name.startsWith('why'),
    )
    for (const violation of found.violations) {
      problems.push(
        `${name}: ${violation.id}: ${violation.help}\n    ${violation.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join('\n    ')}`,
      )
    }
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : error}`)
    await page.screenshot({ path: join(out, `${name}.png`) })
  }
  await context.close()
  mock.close()
}

const chat = '/workbench/sessions/s1'
const row = (page, text) => page.getByRole('link', { name: text })
const seen = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor()

await look('sign-in', { scenario: 'signed-out' }, (page) => seen(page, 'Sign in to Usher'))
await look('sign-in-dark-wrong', { scenario: 'signed-out', dark: true }, async (page) => {
  await page.getByLabel('Email').fill('li.wei@harbour.example')
  await page.getByLabel('Password').fill('nope')
  await page.keyboard.press('Enter')
  await seen(page, 'is not right')
})
await look('sign-in-phone-limited', { scenario: 'signed-out', size: phone }, async (page, mock) => {
  mock.state.tries = 9
  await page.getByLabel('Email').fill('li.wei@harbour.example')
  await page.getByLabel('Password').fill('nope')
  await page.keyboard.press('Enter')
  await seen(page, 'too many tries')
})
await look('list', {}, (page) => seen(page, 'Pick a chat'))
for (const [name, more] of [
  ['chat', {}],
  ['chat-dark', { dark: true }],
  ['chat-phone', { size: phone }],
  ['chat-phone-dark', { size: phone, dark: true }],
  ['chat-zh', { zh: true }],
]) {
  await look(name, { path: chat, ...more }, (page) => seen(page, 'Perfect, tomorrow'))
}
await look('chat-guest', { path: '/workbench/sessions/s3', role: 'agent' }, (page) => seen(page, 'three to five'))
await look('chat-zh-visitor-dark', { path: '/workbench/sessions/s2', zh: true, dark: true }, (page) =>
  seen(page, '您接待了会话'),
)
for (const [name, more] of [
  ['marks', {}],
  ['marks-dark', { dark: true }],
  ['marks-phone', { size: phone }],
  ['marks-phone-dark', { size: phone, dark: true }],
  ['marks-zh', { zh: true }],
]) {
  await look(name, { path: '/workbench/sessions/s5', ...more }, (page) => seen(page, 'somebody in charge!'))
}
for (const [name, more] of [
  ['why-failed', {}],
  ['why-failed-phone-dark', { size: phone, dark: true }],
]) {
  await look(name, { path: '/workbench/sessions/s5', ...more }, async (page) => {
    await page.getByRole('button', { name: /^Why/ }).click()
    await seen(page, 'division by zero')
    await page.getByText('division by zero').scrollIntoViewIfNeeded()
  })
}
await look('list-phone', { size: phone }, (page) => seen(page, 'Your chats'))
await look('list-phone-zh-dark', { size: phone, zh: true, dark: true, role: 'agent' }, (page) => seen(page, '我的会话'))
await look('empty', { scenario: 'empty' }, (page) => seen(page, 'No chats right now'))
await look('empty-away-phone', { scenario: 'away', size: phone }, (page) => seen(page, 'Go online'))
await look('sending-failed', { path: chat }, async (page, mock) => {
  await seen(page, 'Perfect, tomorrow')
  await page.getByLabel('Write to').fill('This one will fail, because it is far too long.')
  await page.keyboard.press('Enter')
  await seen(page, 'Not sent')
  mock.state.silentPosts = true
  await page.getByLabel('Write to').fill('And this one is on its way.')
  await page.keyboard.press('Enter')
  await page.getByLabel('Write to').fill('A draft that is kept,\nover two lines')
})
await look('lost', { path: chat, dark: true }, async (page, mock) => {
  await seen(page, 'Perfect, tomorrow')
  mock.cut()
  await page.getByLabel('Write to').fill('Written while the line is down.')
  await page.keyboard.press('Enter')
  await seen(page, 'connection is lost')
})
await look('scrolled-up', { path: chat }, async (page, mock) => {
  await seen(page, 'Perfect, tomorrow')
  await page.getByRole('log').evaluate((element) => element.scrollTo(0, 300))
  await page.waitForTimeout(100)
  mock.append('s1', { party: 'visitor' }, { kind: 'text', text: 'One more thing…' })
  mock.append('s1', { party: 'visitor' }, { kind: 'text', text: 'Could you ring first?' })
  await seen(page, '2 new messages')
})
await look('earlier', { path: chat }, async (page) => {
  await seen(page, 'Perfect, tomorrow')
  await page.getByRole('log').evaluate((element) => element.scrollTo(0, 0))
  await page.getByRole('button', { name: 'Load earlier' }).click()
  await page.getByText('Load earlier').waitFor({ state: 'detached' })
})
await look('beginning', { path: '/workbench/sessions/s2' }, (page) => seen(page, '还在吗'))
await look('closed', { path: '/workbench/sessions/s4' }, (page) => seen(page, 'This chat is closed.'))
await look('not-mine', { path: '/workbench/sessions/q3' }, (page) => seen(page, 'not with you'))
await look('missing', { path: '/workbench/sessions/nobody' }, (page) => seen(page, 'cannot be shown'))
for (const [name, more] of [
  ['why', {}],
  ['why-dark', { dark: true }],
  ['why-phone', { size: phone }],
]) {
  await look(name, { path: chat, ...more }, async (page) => {
    await page.getByRole('button', { name: /^Why/ }).click()
    await seen(page, 'Maria Santos')
  })
}
await look('close-dialog', { path: chat }, async (page) => {
  await page.getByRole('button', { name: 'Close chat' }).click()
  await seen(page, 'Close the chat with Anna')
})
await look('close-dialog-phone-dark', { path: chat, size: phone, dark: true }, async (page) => {
  await page.getByRole('button', { name: 'Close chat' }).click()
  await seen(page, 'Close the chat with Anna')
})
await look('closing', { path: chat }, async (page) => {
  await page.getByRole('button', { name: 'Close chat' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close chat' }).click()
  await seen(page, 'This chat is closed.')
})
await look('availability', {}, async (page) => {
  await page.getByRole('button', { name: /^Availability/ }).click()
  await seen(page, 'New chats come to you')
})
await look('account', { dark: true }, async (page) => {
  await page.getByRole('button', { name: /^Account/ }).click()
  await seen(page, 'Sign out')
})
await look('account-phone', { size: phone }, async (page) => {
  await page.getByRole('button', { name: /^Account/ }).click()
  await seen(page, 'Sign out')
})
await look('shortcuts', {}, async (page) => {
  await seen(page, 'Pick a chat')
  await page.keyboard.press('?')
  await seen(page, 'Move through your chats')
})
await look('keyboard', {}, async (page) => {
  await row(page, 'Anna').focus()
  await page.keyboard.press('ArrowDown')
  await seen(page, '您好，尊敬的会员')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(100)
  if ((await page.evaluate(() => document.activeElement?.id)) !== 'composer')
    throw new Error('Enter did not lead to the text field')
  await page.keyboard.press('Escape')
  if (!(await page.evaluate(() => document.activeElement?.id))?.startsWith('session-'))
    throw new Error('Escape did not lead to the list')
  await page.keyboard.press('Alt+ArrowUp')
  await seen(page, 'tomorrow between 9 and 12')
})
for (const [name, more] of [
  ['console', {}],
  ['console-dark', { dark: true }],
  ['console-zh', { zh: true }],
  ['console-phone', { size: phone }],
]) {
  await look(name, { path: '/console', ...more }, (page) =>
    seen(page, more.zh ? '应聘' : 'Applicants').catch(() => seen(page, 'Applicants')),
  )
}
for (const [name, more] of [
  ['plugins', {}],
  ['plugins-off', { scenario: 'off' }],
  ['plugins-off-dark', { scenario: 'off', dark: true }],
  ['plugins-off-zh', { scenario: 'off', zh: true }],
]) {
  await look(name, { path: '/console', size: { width: 1440, height: 2000 }, ...more }, (page) =>
    seen(page, 'Campaigns'),
  )
}
for (const [name, more] of [
  ['plugins-phone', {}],
  ['plugins-off-phone-dark', { scenario: 'off', dark: true }],
]) {
  await look(name, { path: '/console', size: { width: 390, height: 3600 }, ...more }, (page) => seen(page, 'Campaigns'))
}
await look('console-full', { path: '/console', size: { width: 1440, height: 1700 } }, (page) =>
  seen(page, 'Applicants'),
)
await look('console-phone-full-dark', { path: '/console', size: { width: 390, height: 2200 }, dark: true }, (page) =>
  seen(page, 'Applicants'),
)
await look('console-broken', { path: '/console', scenario: 'broken' }, (page) => seen(page, 'is not live'))
await look('console-broken-dark', { path: '/console', scenario: 'broken', dark: true }, (page) =>
  seen(page, 'is not live'),
)
await look('console-broken-phone', { path: '/console', scenario: 'broken', size: phone }, (page) =>
  seen(page, 'is not live'),
)
await look('console-warned', { path: '/console', scenario: 'warned', role: 'supervisor' }, (page) =>
  seen(page, 'Warnings'),
)
await look('console-quiet', { path: '/console', scenario: 'empty' }, (page) => seen(page, 'Nobody is waiting'))
await look('console-denied', { path: '/console', role: 'agent' }, (page) => seen(page, 'for admins'))
await look('snippet', { path: '/console' }, async (page) => {
  await page.getByRole('button', { name: 'Get the snippet: Harbour' }).click()
  await page.getByRole('button', { name: 'Copy: Get the snippet' }).click()
  await seen(page, 'Copied')
})
await look('snippet-phone-dark', { path: '/console', size: phone, dark: true }, async (page) => {
  await page.getByRole('button', { name: 'Get the snippet: Harbour' }).click()
  await page.getByRole('dialog').waitFor()
  await seen(page, 'Paste this line')
})
await look('not-found', { path: '/workbench/elsewhere' }, (page) => seen(page, 'nothing here'))

// The policy itself, once, without the bypass: a page that breaks it says so in the console.
const mock = await startMock({})
const strict = await (await browser.newContext()).newPage()
strict.on('console', (line) => {
  if (/Content Security Policy/i.test(line.text())) problems.push(`policy: ${line.text()}`)
})
await strict.goto(`${mock.url}${chat}`)
await seen(strict, 'Perfect, tomorrow')
await strict.getByRole('button', { name: /^Why/ }).click()
await seen(strict, 'Maria Santos')
await strict.keyboard.press('Escape')
await strict.getByRole('button', { name: 'Close chat' }).click()
await seen(strict, 'Close the chat with')
await strict.goto(`${mock.url}/console`)
await seen(strict, 'Applicants')
mock.close()
await browser.close()

for (const problem of problems) console.error(problem)
console.log(`${problems.length} problems; the pictures are in ${out}`)
process.exit(problems.length > 0 ? 1 : 0)
