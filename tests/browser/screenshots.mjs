// Pictures of the running product, for eyes: `node tests/browser/screenshots.mjs [PART OF A NAME]...` writes them to
// tests/screenshots. Needs the built server, as the tests beside it do.
import { mkdirSync } from 'node:fs'
import * as pages from './pictures/console.mjs'
import * as customer from './pictures/customer.mjs'
import * as identity from './pictures/identity.mjs'
import { out } from './pictures/shoot.mjs'
import * as told from './pictures/told.mjs'
import * as widget from './pictures/widget.mjs'
import * as workbench from './pictures/workbench.mjs'
import { Stage } from './support/scene.mjs'

const only = process.argv.slice(2)
const parts = { ...widget, ...identity, ...told, ...workbench, ...customer, ...pages }

/** A row of pictures on a server of its own, so that nobody of another row stands in the way. */
mkdirSync(out, { recursive: true })
for (const [name, draw] of Object.entries(parts)) {
  if (only.length > 0 && !only.some((part) => name.toLowerCase().includes(part.toLowerCase()))) continue
  const stage = await Stage.open()
  try {
    await draw(stage)
  } catch (error) {
    process.exitCode = 1
    console.error(`${name}: ${error.stack}`)
    await stage.picture(name)
  } finally {
    await stage.close()
  }
}
