// A visitor: a page that embeds the widget, and the chat window on it. Finds everything as a person would, by its name.
import { openPage, until } from './browser.mjs'

export class Visitor {
  constructor({ context, page, wrong }) {
    this.context = context
    this.page = page
    this.wrong = wrong
    this.launcher = page.locator('usher-chat').getByRole('button')
    this.window = page.frameLocator('usher-chat iframe')
    this.log = this.window.getByRole('log')
    this.field = this.window.getByRole('textbox')
    this.status = this.window.locator('main').getByRole('status')
  }

  /** Comes to a page of the server; the loader has drawn the button when this resolves. */
  static async comes(browser, server, path, options) {
    const visitor = new Visitor(await openPage(browser, options))
    // A page of another server says so.
    await visitor.page.goto(new URL(path, server.url).href)
    await visitor.launcher.waitFor()
    return visitor
  }

  /** Another tab of the same browser. */
  async tab(url) {
    const page = await this.context.newPage()
    const other = new Visitor({ context: this.context, page, wrong: this.wrong })
    await page.goto(url)
    await other.launcher.waitFor()
    return other
  }

  /** Comes, opens the chat and asks. */
  static async asks(browser, server, path, text, options) {
    const visitor = await Visitor.comes(browser, server, path, options)
    await visitor.open()
    await visitor.say(text)
    return visitor
  }

  async open() {
    await this.launcher.click()
    await this.field.waitFor()
  }

  async say(text) {
    await this.field.fill(text)
    await this.field.press('Enter')
    await this.sees(text)
  }

  async sees(text) {
    await this.log.getByText(text, { exact: true }).last().waitFor()
  }

  async isTold(text) {
    await this.status.getByText(text, { exact: true }).waitFor()
  }

  /** The names of the agents who joined, oldest first. */
  async agents() {
    const lines = await this.log.getByText(/ joined the chat$/).allTextContents()
    return lines.map((line) => line.replace(/ joined the chat$/, ''))
  }

  /** Waits for an agent beside those who were there before, and answers the name. */
  async agent(before = 0) {
    return until('an agent joins the chat', async () => (await this.agents())[before])
  }

  async count(text) {
    return this.log.getByText(text, { exact: true }).count()
  }

  leaves() {
    return this.context.close()
  }
}
