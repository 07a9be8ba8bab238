// What axe has to say about a page and the frames in it.
import assert from 'node:assert/strict'
import { axeSource } from './browser.mjs'

/** For `openPage`: axe stands in every frame from its beginning, where no content policy is in its way. */
export const withAxe = { setUp: (context) => context.addInitScript({ content: axeSource }) }

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** `within` is a selector of the part of the page that is ours; the whole page without it. */
export async function assertAccessible(page, what, within) {
  const { violations, passes } = await page.evaluate(
    async ([part, rules]) => {
      // Halfway between two colours, nothing has the contrast that it will have.
      await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
      return globalThis.axe.run(part ?? document, { runOnly: rules })
    },
    [within, RULES],
  )
  assert.ok(passes.length > 0, `axe looked at nothing of ${what}`)
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.target.join(' ')}\n    ${node.failureSummary}`),
  )
  assert.deepEqual(told, [], `axe on ${what}`)
}
