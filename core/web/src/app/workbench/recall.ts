// Which of one's own words can be taken back. Pure.
import type { MeView, MessageView } from '../../shared/wire'

export function canRecall(message: MessageView, me: Pick<MeView, 'id' | 'recall_ms'>, nowMs: number): boolean {
  const { sender, body } = message
  if (sender.party !== 'agent' || sender.id !== me.id) return false
  if (body.kind !== 'text' && body.kind !== 'files' && body.kind !== 'note') return false
  return nowMs - message.at_ms < me.recall_ms
}
