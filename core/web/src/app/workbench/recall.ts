// Which of one's own words can be taken back. Pure.
import type { MessageView } from '../../shared/wire'

/** The pages are not told how long the workspace allows; this is the longest that the rules can say. */
const LONGEST_MS = 3_600_000

/** `toldMs`: what the server said when it refused one for being too old. */
export function canRecall(message: MessageView, me: string, nowMs: number, toldMs: number | null): boolean {
  const { sender, body } = message
  if (sender.party !== 'agent' || sender.id !== me) return false
  if (body.kind !== 'text' && body.kind !== 'files' && body.kind !== 'note') return false
  return nowMs - message.at_ms < (toldMs ?? LONGEST_MS)
}
