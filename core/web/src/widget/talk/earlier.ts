// Earlier pages of a transcript, until one of them has something to show.
import type { VisitorMessageList } from '../../shared/wire'
import { prepend, type Thread } from './thread'

export async function loadEarlier(
  ask: (before: number) => Promise<VisitorMessageList>,
  first: number,
  change: (grow: (known: Thread) => Thread) => void,
) {
  let before = first
  for (;;) {
    const page = await ask(before)
    change((known) => prepend(known, page.messages, page.has_more))
    // A page of which nothing is shown would leave the visitor at the top with nothing new to see.
    const oldest = page.messages[0]
    if (!oldest || !page.has_more || page.messages.some(({ body }) => body.kind !== 'hidden')) return
    before = oldest.seq
  }
}
